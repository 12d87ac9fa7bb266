"""Does what a unit reported of its conference agree with what is computed (R17, R24)? Phụ lục 1 and 2 as
filed against the figures of Phụ lục 3 as of the report's time, each difference named."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from services.reporting.domain.summary import SummaryRow
from shared.dialogue.acts import Act
from shared.dialogue.figures import PetitionFigures, total
from shared.dialogue.groups import GROUPS
from shared.dialogue.result_report import REPORT_FILED
from shared.units.unit import Section

REPORTED = ("received", "resolved", "transferred", "awaiting_direction")
"""The columns of the forms. What is pending has none: it is in `received` alone."""


class Status(StrEnum):
    """How a conference's report stands to what is computed."""

    AGREES = "agrees"
    DIFFERS = "differs"
    WITHOUT_FIGURES = "filed_without_figures"
    NOT_FILED = "not_filed"
    NOT_OWED = "not_owed"
    """Nothing is filed, and nothing owed: it has not taken place yet, or was cancelled."""


class Kind(StrEnum):
    """What doesn't agree with what."""

    COMPUTED = "filed_and_computed"
    GROUPS = "total_and_groups"
    """The total of a Phụ lục 2 is not the sum of its own rows."""
    PARTS = "received_and_parts"
    """A report counts more resolved, transferred and awaiting direction than received."""


class Difference(NamedTuple):
    """One figure of the report, and what it should be by something else."""

    kind: Kind
    group: str | None
    figure: str
    filed: int
    expected: int


FiguresOf = Mapping[str, PetitionFigures]
"""By group, those with petitions."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One conference of the quarter."""

    row: SummaryRow
    """Whose it is: the first of its rows."""
    status: Status
    report: Act | None
    """The last report by then: of several the last gives the content."""
    computed: FiguresOf | None
    """As of the report's time."""
    now: PetitionFigures
    """What Phụ lục 3 says now."""
    differences: tuple[Difference, ...]


def last_report(acts: Iterable[Act], at: datetime) -> Act | None:
    """Of a conference's acts in effect the last report filed by `at`."""
    return next((act for act in reversed([*acts]) if act.name == REPORT_FILED and act.time <= at), None)


def owed(starts_on: date, cancelled: bool, on: date) -> bool:
    """R17: once the start day is past and the conference is not cancelled, held or not."""
    return starts_on < on and not cancelled


def reconciled(
    rows: Iterable[SummaryRow], report: Act | None, computed: FiguresOf | None, report_owed: bool
) -> Reconciled:
    """The conference of these rows of Phụ lục 3, with the last report on it."""
    kept = list(rows)
    found = tuple(_differences(report, computed, kept[0].section)) if report and computed is not None else ()
    if report is None:
        status = Status.NOT_FILED if report_owed else Status.NOT_OWED
    elif "figures" not in report.data:
        status = Status.WITHOUT_FIGURES
    else:
        status = Status.DIFFERS if found else Status.AGREES
    return Reconciled(kept[0], status, report, computed, total(row.figures for row in kept), found)


def _differences(report: Act, computed: FiguresOf, section: Section) -> Iterator[Difference]:
    filed: Mapping[str, Any] | None = report.data.get("figures")
    if filed is None:
        return
    yield from _against(None, filed, total(computed.values()))
    groups = filed.get("groups")
    # Phụ lục 1 has no rows by group; a Phụ lục 2 without them is compared by its total alone.
    if section == "II" and groups is not None:
        by_group = {each["group"]: each for each in groups}
        nothing = dict.fromkeys(REPORTED, 0)
        for group in GROUPS:
            yield from _against(group, by_group.get(group, nothing), computed.get(group, PetitionFigures()))
        for name in REPORTED:
            added = sum(each[name] for each in groups)
            if added != filed[name]:
                yield Difference(Kind.GROUPS, None, name, filed[name], added)


def _against(group: str | None, filed: Mapping[str, int], computed: PetitionFigures) -> Iterator[Difference]:
    for name in REPORTED:
        if filed[name] != getattr(computed, name):
            yield Difference(Kind.COMPUTED, group, name, filed[name], getattr(computed, name))
    parts = sum(filed[name] for name in REPORTED[1:])
    if parts > filed["received"]:
        yield Difference(Kind.PARTS, group, "received", filed["received"], parts)
