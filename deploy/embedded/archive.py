"""How does what PostgreSQL has written leave the machine's disk? Each piece of its log is kept in an archive.

From a base backup and the pieces after it any moment since can be had again.
"""

import fcntl
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded import os_user
from deploy.embedded.errors import EmbeddedStackError

NEWEST_LOST_S = 60
"""A piece is put away when it is full, and so many seconds after something was written to it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of base backups and of the log between and after them; better not on the data's own disk."""

    root: Path

    @property
    def bases(self) -> Path:
        return self.root / "base"

    @property
    def log(self) -> Path:
        return self.root / "wal"

    def make(self, owner: tuple[int, int] | None) -> None:
        """The folders, where PostgreSQL may write the log and nobody else may read it."""
        try:
            for folder in (self.root, self.bases, self.log):
                folder.mkdir(parents=True, exist_ok=True)
            for folder in (self.bases, self.log):
                folder.chmod(0o700)
            if owner:
                os_user.let_keep(owner, self.log)
        except OSError as refusal:
            raise self._of_no_use(refusal) from refusal

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else takes a backup meanwhile, removes one, or puts back from one."""
        try:
            lock = (self.root / "lock").open("a")
        except OSError as refusal:
            raise self._of_no_use(refusal) from refusal
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                raise EmbeddedStackError(
                    f"another backup is being taken in {self.root}, or one is put back: wait for its end"
                ) from taken
            except OSError as refusal:
                raise self._of_no_use(refusal) from refusal
            yield

    def _of_no_use(self, refusal: OSError) -> EmbeddedStackError:
        return EmbeddedStackError(
            f"{self.root} can be no folder of backups (DOITHOAI_BACKUPS): {refusal.strerror}"
        )

    def keeping(self) -> Mapping[str, str]:
        """The settings by which a server keeps its log here."""
        piece = self._piece()
        # Kept twice by a server that was killed in between: the same piece is well, another one never.
        store = (
            f"if test -e {piece}.gz; then gzip -dc {piece}.gz | cmp -s - %p; else "
            f"gzip -1 < %p > {piece}.part && sync {piece}.part && mv {piece}.part {piece}.gz; fi"
        )
        return {"archive_mode": "on", "archive_command": store, "archive_timeout": f"{NEWEST_LOST_S}s"}

    def giving(self) -> Mapping[str, str]:
        """The settings by which a server that recovers takes the log from here."""
        piece = self._piece()
        return {"restore_command": f"test -e {piece}.gz && gzip -dc {piece}.gz > %p"}

    def _piece(self) -> str:
        return shlex.quote(str(self.log).replace("%", "%%") + "/") + "%f"
