"""What starts a platform to try it reaches none that the shell names: what is told there is told for ever."""

import os
import subprocess
import sys

import pytest

from cli.demo import NOW, alone
from shared.settings import read_settings

NAMED = {
    "DOITHOAI_KAFKA": "kafka.example:9092",
    "DOITHOAI_DATABASE": "postgresql://doithoai@postgres.example/{service}",
    "DOITHOAI_HOST": "0.0.0.0",
    "DOITHOAI_PROFILE": "server",
    "DOITHOAI_REPLICATION": "3",
    "DOITHOAI_TOKEN": "of-another-platform",
    "DOITHOAI_CLOCK_OFFSET_SECONDS": "60",
    "doithoai_backups": "/var/backups",
}
NOTHING_SET = "import os; assert not [name for name in os.environ if name.upper().startswith('DOITHOAI_')]"


def settings_left() -> list[str]:
    return [name for name in os.environ if name.upper().startswith("DOITHOAI_")]


def test_a_demo_has_servers_of_its_own_whatever_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NAMED.items():
        monkeypatch.setenv(name, value)
    found = alone()
    assert found.model_dump(exclude_unset=True) == {"port": 0, "now": NOW}
    assert settings_left() == []
    assert read_settings().token is None


def test_a_demo_keeps_the_moment_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOITHOAI_NOW", "2024-12-31T09:00:00+07:00")
    given = read_settings().now
    assert alone().now == given != NOW


def test_no_setting_of_the_shell_is_left_in_a_run() -> None:
    assert settings_left() == []


@pytest.mark.parametrize(
    "started",
    [
        [
            "-m",
            "pytest",
            "-q",
            f"{__file__}::{test_no_setting_of_the_shell_is_left_in_a_run.__name__}",
        ],
        ["-c", f"import bench; {NOTHING_SET}"],
    ],
    ids=["tests", "bench"],
)
def test_tests_and_benches_start_without_the_shells_settings(started: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *started], env=os.environ | NAMED, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
