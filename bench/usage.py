"""What did a stretch of work cost? CPU seconds and the most memory, by who spent them."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType

import psutil

SAMPLE_S = 1.5
CLIENT, POSTGRES, KAFKA = "client", "postgres", "kafka"
WORKBOOKS, SPAWNED = "workbooks", "multiprocessing"
"""The process that writes them and its keeper, and what both have on their command lines."""
PROCESS = "cli.process"
"""Names the module of a platform's own processes on their command lines."""
Trees = dict[int, tuple[str, float]]


def _name(process: psutil.Process) -> str:
    """Which part a process belongs to: a platform's own processes are told apart by their service."""
    line = process.cmdline()
    joined = " ".join(line)
    if PROCESS in line:
        return "-".join(line[line.index(PROCESS) + 1 :])
    if joined.startswith("postgres:"):
        # A backend says whose database it works on; the rest is the server's own (log, checkpoints, vacuum).
        words = joined.split()
        return f"{POSTGRES}-{words[2]}" if len(words) > 3 and words[1] == "doithoai" else f"{POSTGRES}-server"
    if "postgres" in joined:
        return f"{POSTGRES}-server"
    return KAFKA if "kafka" in joined and "java" in joined else CLIENT


class Usage:
    """A context: the CPU seconds that this process and its descendants spend inside it, and their memory.

    Memory is proportional (shared pages counted once over the processes that share them).
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cpu: dict[str, float] = {}
        self.peak_mb: dict[str, float] = {}
        self._names: dict[int, str] = {}
        self._last: Trees = {}
        self._stop = threading.Event()

    def __enter__(self) -> "Usage":
        self._before = self._spent()
        self._last = dict(self._before)
        self._watch = threading.Thread(target=self._sample, daemon=True)
        self._watch.start()
        self._began = perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = perf_counter() - self._began
        self._stop.set()
        self._watch.join()
        # A process that ended inside counts with what it was last seen to have spent.
        for pid, (name, spent) in (self._last | self._spent()).items():
            before = self._before.get(pid, (name, 0.0))[1]
            self.cpu[name] = self.cpu.get(name, 0.0) + spent - before

    def _processes(self) -> list[psutil.Process]:
        own = psutil.Process(os.getpid())
        return [own, *own.children(recursive=True)]

    def _spent(self) -> Trees:
        found: Trees = {}
        for process in self._processes():
            try:
                name = self._names.get(process.pid) or self._names.setdefault(process.pid, _name(process))
                times = process.cpu_times()
                found[process.pid] = (name, times.user + times.system)
            except psutil.Error:
                continue
        return found

    def _sample(self) -> None:
        # Seldom: reading the shared memory of thirty backends costs what it would measure.
        while not self._stop.wait(SAMPLE_S):
            self._last |= self._spent()
            memory: dict[str, float] = {}
            for process in self._processes():
                try:
                    name = self._names.get(process.pid, CLIENT)
                    found = process.memory_full_info()
                    memory[name] = memory.get(name, 0.0) + getattr(found, "pss", found.rss) / 1e6
                except psutil.Error:
                    continue
            for name, megabytes in memory.items():
                self.peak_mb[name] = max(self.peak_mb.get(name, 0.0), megabytes)


@dataclass(frozen=True, slots=True)
class Cost:
    """A stretch's cost in the words of the table: client, PostgreSQL and Kafka."""

    seconds: float
    cpu: Mapping[str, float]
    peak_mb: Mapping[str, float] = field(default_factory=dict[str, float])


def cost(usage: Usage) -> Cost:
    """The same with every process that is neither PostgreSQL nor Kafka counted as the client."""

    def by_part(found: Mapping[str, float]) -> dict[str, float]:
        parts = {CLIENT: 0.0, POSTGRES: 0.0, KAFKA: 0.0}
        for name, value in found.items():
            parts[next((part for part in parts if name.startswith(part)), CLIENT)] += value
        return parts

    return Cost(usage.seconds, by_part(usage.cpu), by_part(usage.peak_mb))


def _part(process: psutil.Process) -> str:
    spawned = any(SPAWNED in word for word in process.cmdline())
    return WORKBOOKS if spawned else _name(process)


def own_megabytes(root: psutil.Process) -> dict[str, float]:
    """Resident memory by process of the platform `root`: its own, not Kafka's and PostgreSQL's.

    Pages that processes share are counted in each, so the sum is an upper bound.
    """
    found: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            name = "up" if process.pid == root.pid else _part(process)
            resident = process.memory_info().rss / 1e6
        except psutil.NoSuchProcess:
            # A backend or the workbooks' process that has ended meanwhile holds nothing.
            continue
        if not name.startswith((POSTGRES, KAFKA)):
            found[name] = found.get(name, 0.0) + resident
    return found
