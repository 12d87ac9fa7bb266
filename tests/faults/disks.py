"""How is a disk full? Each server's data lies on its own file system, which becomes as small as they are.

To mount one takes a right that not everybody has: without it these faults are not done, and it is said.
"""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOMY_BYTES = 3_000_000_000
TRIES = 50


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system in memory: what lies on it takes memory, what is free does not."""

    at: Path

    def mount(self) -> None:
        """Makes it; RuntimeError with the reason if that is not allowed here."""
        self.at.mkdir(parents=True, exist_ok=True)
        _mount("-t", "tmpfs", "-o", f"size={ROOMY_BYTES},mode=700", "doithoai-faults", str(self.at))

    def fill(self) -> None:
        """From now on there is room for nothing more."""
        refused = RuntimeError("not tried")
        for _ in range(TRIES):
            try:
                self._as_small_as_it_is()
            except RuntimeError as refusal:
                # More was written between the two: a size below what is used is refused.
                refused = refusal
            else:
                return
        raise refused

    def _as_small_as_it_is(self) -> None:
        found = os.statvfs(self.at)
        used = (found.f_blocks - found.f_bfree) * found.f_frsize
        _mount("-o", f"remount,size={max(used, found.f_frsize)}", str(self.at))

    def free(self) -> None:
        """There is room again."""
        _mount("-o", f"remount,size={ROOMY_BYTES}", str(self.at))

    def unmount(self) -> None:
        """Gone, with all that lay on it."""
        subprocess.run(["umount", "--lazy", str(self.at)], check=False, capture_output=True)


def _mount(*arguments: str) -> None:
    try:
        subprocess.run(["mount", *arguments], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as refusal:
        raise RuntimeError(f"mount: {refusal.stderr.strip()}") from None
    except OSError as refusal:
        raise RuntimeError(f"mount: {refusal}") from None


def why_not() -> str | None:
    """What forbids disks of a size of their own here; None if nothing does."""
    with tempfile.TemporaryDirectory(prefix="doithoai-faults-disk-") as folder:
        disk = Disk(Path(folder))
        try:
            disk.mount()
        except RuntimeError as refusal:
            return f"a disk of its own can't be made here ({refusal})"
        disk.unmount()
    return None
