"""Which platform answers on a port? Each that runs has noted, under its port, where its addresses stand."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.embedded.kafka_jars import cache_dir
from deploy.embedded.whole_file import write_whole

FILE = "platform.json"
"""What a running platform keeps in its data directory."""


def directory_of(port: int) -> Path | None:
    """Where the addresses of this user's platform on `port` stand, as far as is noted: it may have died."""
    try:
        return Path(_note(port).read_text("utf-8"))
    except OSError:
        return None


@contextmanager
def noted(port: int, data_dir: Path) -> Iterator[None]:
    """Noted for the block, in place of one that died; where nothing can be noted, --data-dir is left."""
    note = _note(port)
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        write_whole(note, str(data_dir))
        for old in note.parent.iterdir():
            if not (Path(old.read_text("utf-8")) / FILE).exists():
                old.unlink(missing_ok=True)
    try:
        yield
    finally:
        if directory_of(port) == data_dir:
            note.unlink(missing_ok=True)


def _note(port: int) -> Path:
    return cache_dir() / "platforms" / str(port)
