"""Who makes a token or a person for a unit that there is not is told by which argument it was named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.platform import Platform
from tests.conftest import DatabaseUrl


@pytest.mark.parametrize(
    ("called", "named"),
    [(["user", "add", "An", "--unit", "khong-co"], "--unit"), (["token", "add", "khong-co"], "UNIT")],
)
def test_a_unit_that_there_is_not_is_named_as_it_was_given(
    service_url: DatabaseUrl, tmp_path: Path, called: list[str], named: str
) -> None:
    Platform("http://127.0.0.1:1", "127.0.0.1:1", {"notices": service_url("notices")}).write(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "cli", *called, "--data-dir", str(tmp_path)],
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == f"doithoai: {named}: khong-co is no unit of the registry\n"
