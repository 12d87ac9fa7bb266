"""As which user of the machine does PostgreSQL run? As ours; for root, which it refuses, as its own."""

import logging
import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.embedded.errors import EmbeddedStackError

log = logging.getLogger(__name__)

NAME = "pgserver"  # the name that the PostgreSQL wheel itself uses
OTHERS_READ = stat.S_IROTH | stat.S_IXOTH


def server_user() -> tuple[int, int] | None:
    """User and group id to run PostgreSQL as; None where it can run as we do."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _made()
    return entry.pw_uid, entry.pw_gid


def _made() -> pwd.struct_passwd:
    make = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        subprocess.run(make, check=True, capture_output=True)
        return pwd.getpwnam(NAME)
    except (OSError, subprocess.CalledProcessError, KeyError) as refusal:
        raise EmbeddedStackError(
            f"PostgreSQL doesn't run as root and the user {NAME} can't be made: "
            "run as another user, or make it"
        ) from refusal


def let_keep(owner: tuple[int, int], folder: Path) -> None:
    """Gives `folder` to `owner` and opens the way to it."""
    os.chown(folder, *owner)
    for parent in folder.parents:
        _open(parent, stat.S_IXOTH, owner)


def let_in(owner: tuple[int, int], data: Path, binaries: Path) -> None:
    """Gives `data` to `owner` and opens the way to it and to `binaries`, by no more than needed."""
    let_keep(owner, data)
    for folder in (binaries, *binaries.parents):
        _open(folder, stat.S_IXOTH, owner)
    for path in _wheel_files(binaries.parent):
        _open(path, OTHERS_READ if path.is_dir() or os.access(path, os.X_OK) else stat.S_IROTH, owner)


def _wheel_files(install: Path) -> Iterator[Path]:
    yield from (install, *install.rglob("*"))


def _open(path: Path, bits: int, owner: tuple[int, int]) -> None:
    found = path.stat()
    if found.st_uid != owner[0] and found.st_mode & bits != bits:
        log.info("letting other users pass %s, for PostgreSQL to run as %s", path, NAME)
        path.chmod(stat.S_IMODE(found.st_mode) | bits)
