"""Base backups as far as a restore reads them before a server does."""

import hashlib
import json
from pathlib import Path

from deploy.embedded.archive import Archive

LABEL = "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n"


def base_in(archive: Archive, name: str, version: str = "18") -> Path:
    """A whole one, copied on the first line of history."""
    base = archive.bases / name
    base.mkdir(parents=True)
    archive.log.mkdir(exist_ok=True)
    for file, said in {"PG_VERSION": version, "backup_label": LABEL}.items():
        (base / file).write_text(said)
    files = [{"Path": path.name, **_contents(path.read_bytes())} for path in base.iterdir()]
    ranges = [{"Timeline": 1, "Start-LSN": "0/2000028", "End-LSN": "0/2000120"}]
    (base / "backup_manifest").write_text(json.dumps({"Files": files, "WAL-Ranges": ranges}))
    return base


def _contents(said: bytes) -> dict[str, int | str]:
    return {"Size": len(said), "Checksum": hashlib.sha256(said).hexdigest()}
