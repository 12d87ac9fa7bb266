"""Where Python can make no environment, `make setup` says what to install, however often one tries."""

import subprocess
import sys
from pathlib import Path

from tests.contract.ops.files import ROOT

WITHOUT_ENSUREPIP = """#!/bin/sh
if [ "$1" = -m ] && [ "$2" = venv ]; then
    for folder; do :; done
    mkdir -p "$folder/bin" && ln -sf {python} "$folder/bin/python"
    echo "ensurepip is not available"; exit 1
fi
exec {python} "$@"
"""
"""Debian's python3 without python3-venv: half an environment is left, with a Python that has no pip."""
WITHOUT_PIP = """#!/bin/sh
case "$*" in *pip*) echo "No module named pip" >&2; exit 1;; esac
exec {python} "$@"
"""


def test_an_environment_without_pip_is_made_anew_and_one_is_told_what_is_missing(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    bare = tmp_path / "bare"
    bare.write_text(WITHOUT_PIP.format(python=sys.executable))
    python.write_text(WITHOUT_ENSUREPIP.format(python=bare))
    for file in (python, bare):
        file.chmod(0o755)
    argv = ["make", "-C", str(ROOT), f"PYTHON={python}", f"VENV={tmp_path / 'venv'}", "setup"]
    for _ in range(2):
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert "apt install python3-venv" in done.stdout
        assert "No module named pip" not in done.stdout + done.stderr
        assert (tmp_path / "venv/bin/python").exists()
