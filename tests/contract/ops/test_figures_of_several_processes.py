"""Of several processes any answers for all: counters add up, gauges are what was set last."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRITE = """
from shared.observability import metrics
metrics.EVENTS.labels("notices", "NoticePosted", "accepted").inc({events})
metrics.OVERDUE_PETITIONS.labels("so-cong-thuong").set({overdue})
"""
READ = "import sys; from shared.observability import metrics; sys.stdout.buffer.write(metrics.exposition())"
ROOT = Path(__file__).resolve().parents[3]


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def told(tmp_path: Path) -> list[str]:
    run(WRITE.format(events=2, overdue=9), tmp_path)
    run(WRITE.format(events=3, overdue=4), tmp_path)
    return run(READ, tmp_path).splitlines()


def test_counters_of_all_processes_are_added(told: list[str]) -> None:
    assert 'doithoai_events_total{outcome="accepted",service="notices",type="NoticePosted"} 5.0' in told


def test_a_gauge_is_what_was_set_last_and_has_no_process_in_it(told: list[str]) -> None:
    lines = [line for line in told if line.startswith("doithoai_overdue_petitions")]
    assert lines == ['doithoai_overdue_petitions{unit="so-cong-thuong"} 4.0']
