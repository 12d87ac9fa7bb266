"""Rows of the forms for tests: a department's conference, a district's with its seven groups, a
quarter of both."""

from datetime import date, datetime

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.summary import QuarterSummary, SectionSummary, SummaryRow
from shared.clock import HCM
from shared.dialogue.figures import PetitionFigures
from shared.dialogue.groups import GROUPS

AS_OF = datetime(2024, 7, 15, 12, 0, tzinfo=HCM)
KNOWN_AT = datetime(2025, 3, 3, 9, 0, tzinfo=HCM)


def figures(
    resolved: int = 0, transferred: int = 0, awaiting: int = 0, pending: int = 0, overdue: int = 0
) -> PetitionFigures:
    """Figures that nobody refused or withdrew."""
    return PetitionFigures(resolved, transferred, awaiting, pending, overdue)


def department(
    counts: PetitionFigures | None = None, *, theme: str = "Thủ tục đầu tư", note: str = ""
) -> SummaryRow:
    """The one row of a department's conference."""
    return SummaryRow(
        section="I",
        unit_id="so-ke-hoach-va-dau-tu",
        unit_name="Sở Kế hoạch và Đầu tư",
        conference_id="hn-skhvdt-2024-2",
        theme=theme,
        starts_on=date(2024, 6, 27),
        group=None,
        groups=("policy", "procedure"),
        figures=figures() if counts is None else counts,
        note=note,
    )


def district(
    counts: dict[str, PetitionFigures], *, theme: str | None = None, conference_id: str = "hn-an-lao-2024-1"
) -> tuple[SummaryRow, ...]:
    """The seven rows of a district's conference."""
    return tuple(
        SummaryRow(
            section="II",
            unit_id="dist-an-lao",
            unit_name="Ủy ban nhân dân huyện An Lão",
            conference_id=conference_id,
            theme=theme,
            starts_on=date(2024, 6, 21),
            group=group,
            groups=(group,),
            figures=counts.get(group, figures()),
            note="",
        )
        for group in GROUPS
    )


def quarter(first: tuple[SummaryRow, ...], second: tuple[SummaryRow, ...]) -> QuarterSummary:
    """The second quarter of 2024 with those rows."""
    sections = (SectionSummary("I", first), SectionSummary("II", second))
    return QuarterSummary("2024-Q2", AS_OF, KNOWN_AT, sections)


def petition_line(number: int, **other: object) -> PetitionLine:
    """A petition as the second sheet lists it."""
    values: dict[str, object] = {
        "petition_id": f"kn-{number:03d}",
        "unit_name": "Sở Kế hoạch và Đầu tư",
        "conference_id": "hn-skhvdt-2024-2",
        "group": "policy",
        "state": "pending",
        "overdue": True,
        "received_on": date(2024, 6, 20),
        "due_on": date(2024, 7, 8),
        "answered_on": None,
        "document": None,
    }
    return PetitionLine(**{**values, **other})  # pyright: ignore[reportArgumentType]
