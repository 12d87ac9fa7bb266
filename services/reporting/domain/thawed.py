"""How does a frozen edition read as a summary again (R20, R29)? Its rows and petitions as values, nothing
counted anew."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from services.reporting.domain.edition import Edition, Row, Standing
from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.summary import SECTIONS, QuarterSummary, SectionSummary, SummaryRow
from shared.dialogue.figures import PetitionFigures

FIGURES = tuple(field.name for field in fields(PetitionFigures))


def thawed(edition: Edition) -> QuarterSummary:
    """The summary that was frozen."""
    rows = [_row(row) for row in edition.rows]
    sections = tuple(
        SectionSummary(section, tuple(row for row in rows if row.section == section)) for section in SECTIONS
    )
    return QuarterSummary(edition.quarter, edition.as_of, edition.known_at, sections)


def figures_of(row: Row) -> PetitionFigures:
    """The figures of a frozen row."""
    return PetitionFigures(**{name: row[name] for name in FIGURES})


def _row(row: Row) -> SummaryRow:
    return SummaryRow(
        section=row["section"],
        unit_id=row["unit_id"],
        unit_name=row["unit_name"],
        conference_id=row["conference_id"],
        theme=row["theme"],
        starts_on=date.fromisoformat(row["starts_on"]),
        group=row["group"],
        groups=tuple(row["groups"]) if row["group"] is None else (row["group"],),
        figures=figures_of(row),
        note=row["note"],
    )


def thawed_lines(edition: Edition) -> list[PetitionLine]:
    """The petitions behind its figures, in the order of the form; none of an edition from before they were
    frozen with their days: nothing is looked up anew."""
    units = {row["conference_id"]: row["unit_name"] for row in edition.rows}
    place = {conference_id: number for number, conference_id in enumerate(units)}
    lines = [
        _line(petition_id, said, units)
        for petition_id, said in edition.petitions.items()
        if "received_on" in said
    ]
    return sorted(lines, key=lambda line: (place[line.conference_id], line.received_on, line.petition_id))


def _line(petition_id: str, said: Standing, units: Mapping[str, str]) -> PetitionLine:
    return PetitionLine(
        petition_id=petition_id,
        unit_name=units[said["conference_id"]],
        conference_id=said["conference_id"],
        group=said["group"],
        state=said["state"],
        overdue=said["overdue"],
        received_on=date.fromisoformat(said["received_on"]),
        due_on=_day(said["due_on"]),
        answered_on=_day(said["answered_on"]),
        document=said["document"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
