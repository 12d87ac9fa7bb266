"""How many due jobs does APScheduler 3 run a second, its jobs kept in the same PostgreSQL?

What one would use who has deadlines and no ticker: a job a deadline. Here each job does nothing at all.
"""

import asyncio
from importlib import import_module
from time import perf_counter, sleep
from typing import Any

from bench import agencies
from bench.figure import Run
from bench.usage import Usage, cost

JOBS = 2_000
PATIENCE_S = 300.0
DONE: list[float] = []


def nothing() -> None:
    """What a job does; the store names it by its place."""
    DONE.append(perf_counter())


async def run_jobs(database: str, jobs: int = JOBS) -> Run:
    """All of them due at once, from when the scheduler looks at them until the last has run."""
    return await asyncio.to_thread(_run_jobs, database, jobs)


def _run_jobs(database: str, jobs: int) -> Run:
    store: Any = import_module("apscheduler.jobstores.sqlalchemy").SQLAlchemyJobStore
    scheduling: Any = import_module("apscheduler.schedulers.background").BackgroundScheduler
    url = database.replace("postgresql://", "postgresql+psycopg2://")
    scheduler = scheduling(jobstores={"default": store(url)})
    scheduler.start(paused=True)
    for number in range(jobs):
        scheduler.add_job(
            nothing, "date", run_date=agencies.NOW, id=f"petition_answer:kn-{number}", misfire_grace_time=None
        )
    DONE.clear()
    with Usage() as usage:
        until = perf_counter() + PATIENCE_S
        scheduler.resume()
        while len(DONE) < jobs or scheduler.get_jobs():
            assert perf_counter() < until, f"{len(DONE)} of {jobs} jobs ran in {PATIENCE_S:g} s"
            sleep(0.05)
    scheduler.shutdown()
    assert len(DONE) == jobs, f"{len(DONE)} runs of {jobs} jobs"
    return Run(jobs, cost(usage))
