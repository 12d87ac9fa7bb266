"""What does Phụ lục 3 say (R24, R26, R27)? Its rows, sections and totals as values, and their JSON as
the contract has it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.clock import local_moment
from shared.dialogue.figures import PetitionFigures, total
from shared.units.unit import SECTION_I, SECTION_II, Section

SECTIONS = (SECTION_I, SECTION_II)
"""In the order of the form."""


def figures_json(figures: PetitionFigures) -> dict[str, int]:
    """The figures under the contract's names, in the order of the form."""
    return {
        "received": figures.received,
        "resolved": figures.resolved,
        "transferred": figures.transferred,
        "awaiting_direction": figures.awaiting_direction,
        "pending": figures.pending,
        "overdue": figures.overdue,
        "refused": figures.refused,
        "withdrawn": figures.withdrawn,
    }


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One row: a conference of section I with the groups that occur, or one group of a conference of
    section II."""

    section: Section
    unit_id: str
    unit_name: str
    conference_id: str
    theme: str | None
    starts_on: date
    group: str | None
    groups: tuple[str, ...]
    figures: PetitionFigures
    note: str

    def to_json(self) -> dict[str, Any]:
        """The row as the contract has it."""
        return {
            "section": self.section,
            "unit_id": self.unit_id,
            "unit_name": self.unit_name,
            "conference_id": self.conference_id,
            "theme": self.theme,
            "starts_on": self.starts_on.isoformat(),
            "group": self.group,
            **({"groups": list(self.groups)} if self.group is None else {}),
            **figures_json(self.figures),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """The rows of one section, in the order of the form (R27)."""

    section: Section
    rows: tuple[SummaryRow, ...]

    @property
    def totals(self) -> PetitionFigures:
        return total(row.figures for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """The section as the contract has it, with its total."""
        return {
            "section": self.section,
            "rows": [row.to_json() for row in self.rows],
            "totals": figures_json(self.totals),
        }


@dataclass(frozen=True, slots=True)
class QuarterSummary:
    """Phụ lục 3 of one quarter, as things stood at `as_of` by what was recorded at `known_at` (R29)."""

    quarter: str
    as_of: datetime
    known_at: datetime
    sections: tuple[SectionSummary, ...]

    @property
    def totals(self) -> PetitionFigures:
        return total(section.totals for section in self.sections)

    def to_json(self) -> dict[str, Any]:
        """The summary as the contract has it."""
        return {
            "quarter": self.quarter,
            "as_of": local_moment(self.as_of),
            "known_at": local_moment(self.known_at),
            "sections": [section.to_json() for section in self.sections],
            "totals": figures_json(self.totals),
        }


@dataclass(frozen=True, slots=True)
class ConferenceSummary:
    """Phụ lục 1 or 2 of one conference: its one row of section I, or its seven of section II."""

    as_of: datetime
    known_at: datetime
    rows: tuple[SummaryRow, ...]

    def __post_init__(self) -> None:
        if len({row.conference_id for row in self.rows}) != 1:
            raise ValueError("the rows of a conference's report must be of one conference")

    @property
    def section(self) -> Section:
        return self.rows[0].section

    @property
    def totals(self) -> PetitionFigures:
        return total(row.figures for row in self.rows)
