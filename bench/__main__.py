"""`python -m bench [NAME…]`: measures, prints the table, writes the JSON.

Each bench runs in a process, and on servers, of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import table
from bench.figure import SIZES
from bench.one import BENCHES


def main() -> int:
    """0 when all was measured and every answer was right, whether or not it was as quick as wanted."""
    given = _arguments()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 180)
    durability: dict[str, str] = {}
    figures: list[dict[str, Any]] = []
    failed: list[str] = []
    for name in given.names or BENCHES:
        console.print(f"measuring {name}: {BENCHES[name].__doc__.splitlines()[0]}")  # pyright: ignore[reportOptionalMemberAccess]
        said = _measured(name, given.size)
        if said is None:
            failed.append(name)
            continue
        if not durability:
            console.print("asserted: " + ", ".join(f"{k}={v}" for k, v in said["durability"].items()))
        durability |= said["durability"]
        figures += said["figures"]
    table.show(console, figures)
    path = given.output or table.RESULTS / f"{given.size}.json"
    table.write(path, given.size, durability, figures)
    console.print(f"wrote {path}")
    if failed:
        console.print(f"not measured, see above: {', '.join(failed)}")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and print ratios.")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME", help=", ".join(BENCHES))
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick", dest="size", action="store_const", const="quick", help="a tenth of everything"
    )
    size.add_argument("--full", dest="size", action="store_const", const="full", help="ten times everything")
    parser.add_argument("-o", "--output", type=Path, help="the JSON file (bench/results/SIZE.json)")
    parser.set_defaults(size="usual")
    found = parser.parse_args()
    assert found.size in SIZES
    return found


def _measured(name: str, size: str) -> dict[str, Any] | None:
    """What the bench said from its own process; None if it failed."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.json"
        ended = subprocess.run([sys.executable, "-m", "bench.one", name, size, str(said)], check=False)
        return json.loads(said.read_text("utf-8")) if ended.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
