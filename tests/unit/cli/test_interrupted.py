"""Ctrl-C in the first second, while a command still reads what it is made of, is no fault to be traced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CALLED = [["-m", "cli"], ["-c", "from cli.app import main; main()"]]
"""From a checkout, and as the installed `doithoai` begins."""


@pytest.mark.parametrize("called", CALLED, ids=["python -m cli", "doithoai"])
@pytest.mark.parametrize("library", ["typer", "pydantic"])
def test_an_interrupt_while_a_command_is_read_ends_it_in_silence(
    called: list[str], library: str, tmp_path: Path
) -> None:
    (tmp_path / f"{library}.py").write_text("raise KeyboardInterrupt")
    done = subprocess.run(
        [sys.executable, *called, "backup"], env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "")
