"""What did the campaign come to? A line a fault: how often, what was acknowledged, what broke, how soon."""

from statistics import median

from tests.faults.campaign import Campaign, Step
from tests.faults.verdicts import Verdict

HEAD = (
    "fault",
    "dose",
    "acknowledged",
    "lost",
    "doubled",
    "miscounted",
    "seconds to recover (median, worst)",
)


def table(campaign: Campaign, last: Verdict) -> str:
    """The table as Markdown, so that it can stand in docs/guarantees.md as it was printed."""
    by_fault: dict[str, list[Step]] = {}
    for step in campaign.steps:
        by_fault.setdefault(step.fault, []).append(step)
    lines = [f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}"]
    lines += [_line(name, steps) for name, steps in sorted(by_fault.items())]
    oracle = campaign.scene.oracle
    whole = [last, *(step.verdict for step in campaign.steps)]
    lost, doubled, miscounted = (
        sum(len(getattr(verdict, kind)) for verdict in whole) for kind in ("lost", "doubled", "miscounted")
    )
    requests = len(oracle.filed) + len(oracle.registered) + len(oracle.acted)
    deaths = campaign.scene.cluster.deaths()
    lines.append(
        f"| **{len(campaign.steps)} strikes, {deaths} processes ended and came back** | "
        f"| {oracle.acknowledged()} of {len(oracle.put)} records put and "
        f"{requests} requests | {lost} | {doubled} | {miscounted} | |"
    )
    return "\n".join(lines)


def _line(name: str, steps: list[Step]) -> str:
    seconds = [step.seconds for step in steps]
    verdicts = [step.verdict for step in steps]
    counts = [
        sum(len(part) for part in parts)
        for parts in zip(*((v.lost, v.doubled, v.miscounted) for v in verdicts), strict=True)
    ]
    cells = (
        name, sum(step.dose for step in steps), sum(step.acknowledged for step in steps), *counts,
        f"{median(seconds):.1f}, {max(seconds):.1f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"
