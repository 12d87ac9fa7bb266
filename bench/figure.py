"""What does a bench say? A figure with its limit or rival measured in the same run, and what both cost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Literal

from bench.usage import Cost

Better = Literal["more", "less"]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: `quick` for a look, `full` for the largest cases."""

    rounds: int
    scale: float

    def of(self, usual: int) -> int:
        """`usual` things at the usual size."""
        return max(1, int(usual * self.scale))


SIZES = {"quick": Size(3, 0.1), "usual": Size(3, 1.0), "full": Size(3, 10.0)}


@dataclass(frozen=True, slots=True)
class Run:
    """One contender in one round: how many things, in which time, at what cost."""

    things: int
    cost: Cost

    @property
    def rate(self) -> float:
        return self.things / self.cost.seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table."""

    name: str
    unit: str
    value: float
    """The median of the rounds."""
    rounds: Sequence[float]
    wanted: str
    holds: bool
    beside: str = ""
    """The limit or rival, in words."""
    beside_value: float | None = None
    ratio: float | None = None
    """The median of the rounds' own ratios: what disturbed a round disturbed both."""
    cpu_us: Mapping[str, float] = field(default_factory=dict[str, float])
    """CPU microseconds a thing, which is CPU seconds a million: client, PostgreSQL, Kafka."""
    beside_cpu_us: Mapping[str, float] = field(default_factory=dict[str, float])
    peak_mb: Mapping[str, float] = field(default_factory=dict[str, float])
    checked: str = ""
    steps_us: Mapping[str, float] = field(default_factory=dict[str, float])
    """The CPU a thing by process, where the bench tells them apart."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def of_rates(
    name: str,
    unit: str,
    runs: Sequence[Run],
    rivals: Sequence[Run],
    *,
    beside: str,
    checked: str,
    at_least: float | None = None,
    ratio_at_least: float | None = None,
) -> Figure:
    """A figure of things a second beside a rival's, both measured round by round."""
    rates = [run.rate for run in runs]
    ratios = [run.rate / rival.rate for run, rival in zip(runs, rivals, strict=True)]
    wanted, holds = [], True
    if at_least is not None:
        wanted.append(f"≥ {at_least:,.0f} {unit}")
        holds = median(rates) >= at_least
    if ratio_at_least is not None:
        wanted.append(f"≥ {ratio_at_least:g} ×")
        holds = holds and median(ratios) >= ratio_at_least
    return Figure(
        name, unit, median(rates), rates, ", ".join(wanted), holds, beside,
        median(rival.rate for rival in rivals) if rivals else None,
        median(ratios) if ratios else None,
        cpu_of(runs), cpu_of(rivals), peaks(runs), checked,
    )  # fmt: skip


def of_seconds(
    name: str,
    runs: Sequence[float],
    rivals: Sequence[float] = (),
    *,
    beside: str = "",
    checked: str,
    at_most_s: float | None = None,
    ratio_at_most: float | None = None,
    peak_mb: Mapping[str, float] | None = None,
) -> Figure:
    """A figure of milliseconds, the fewer the better."""
    ratios = [run / rival for run, rival in zip(runs, rivals, strict=False)]
    wanted, holds = [], True
    if at_most_s is not None:
        wanted.append(f"≤ {at_most_s * 1000:,.0f} ms")
        holds = median(runs) <= at_most_s
    if ratio_at_most is not None:
        wanted.append(f"≤ {ratio_at_most:g} ×")
        holds = holds and median(ratios) <= ratio_at_most
    return Figure(
        name, "ms", median(runs) * 1000, [run * 1000 for run in runs], ", ".join(wanted), holds, beside,
        median(rivals) * 1000 if rivals else None, median(ratios) if ratios else None,
        peak_mb=peak_mb or {}, checked=checked,
    )  # fmt: skip


def cpu_of(runs: Sequence[Run]) -> dict[str, float]:
    """CPU microseconds a thing by part, the median of the rounds."""
    parts = {part for run in runs for part in run.cost.cpu}
    return {
        part: median(run.cost.cpu.get(part, 0.0) / run.things * 1e6 for run in runs) for part in sorted(parts)
    }


def peaks(runs: Sequence[Run]) -> dict[str, float]:
    """The most memory of any round, by part."""
    parts = {part for run in runs for part in run.cost.peak_mb}
    return {part: max(run.cost.peak_mb.get(part, 0.0) for run in runs) for part in sorted(parts)}
