"""What is in the tree as committed: the files git knows, and the Python among them as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Paths of all tracked files that still stand, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return tuple(path for path in listed if path and (ROOT / path).is_file())


@cache
def text_of(path: str) -> str | None:
    """A file's text; None if there is no such file, or it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return None


def python() -> tuple[str, ...]:
    """Every tracked Python file."""
    return tuple(path for path in tracked() if path.endswith(".py"))


@cache
def syntax(path: str) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)
