"""A process reads what it works with and no more: memory is paid for by each of them."""

import subprocess
import sys

HEAVY = {"aiokafka", "fastapi", "faststream", "httpx", "openpyxl", "sqlalchemy", "uvicorn"}
SAID = '\nimport sys; print(*sorted({name.partition(".")[0] for name in sys.modules}))'
WORKBOOKS = """
import runpy
runpy.run_module("cli.process", run_name="__mp_main__")
import services.reporting.handlers.workbooks, services.reporting.exports.appendix_3
"""
WATCH = 'from cli.processes import preload; preload("watch", [])'


def loaded(code: str) -> set[str]:
    """The packages that a new process has read after this."""
    said = subprocess.run([sys.executable, "-c", code + SAID], capture_output=True, text=True, check=True)
    return set(said.stdout.split())


def test_the_process_that_writes_workbooks_knows_nothing_of_the_service_it_was_spawned_by() -> None:
    """It reads the module again that its parent was started with, under another name."""
    assert loaded(WORKBOOKS) & HEAVY == {"openpyxl"}


def test_the_process_that_watches_reads_no_service_and_nothing_that_the_audit_reads_in_its_own() -> None:
    assert loaded(WATCH) & (HEAVY | {"services"}) == {"aiokafka"}
