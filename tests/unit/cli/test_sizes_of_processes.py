"""A process reads what it works with and no more: memory is paid for by each of them."""

import subprocess
import sys

HEAVY = "aiokafka", "fastapi", "faststream", "httpx", "sqlalchemy", "uvicorn"
LOADED = """
import runpy, sys
runpy.run_module("cli.process", run_name="__mp_main__")
import services.reporting.handlers.workbooks, services.reporting.exports.appendix_3
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_process_that_writes_workbooks_knows_nothing_of_the_service_it_was_spawned_by() -> None:
    """It reads the module again that its parent was started with, under another name."""
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert "openpyxl" in loaded
    assert not loaded.intersection(HEAVY)
