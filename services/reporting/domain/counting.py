"""How do counted petitions become the rows, sections and sums of the forms (R24, R26, R27, R28)?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import NamedTuple

from services.reporting.domain.standing import ConferenceStanding
from services.reporting.domain.summary import SECTIONS, SectionSummary, SummaryRow
from shared.dialogue.figures import PetitionFigures, note, total
from shared.dialogue.groups import GROUPS
from shared.dialogue.readings import LEFT_OUT_OF_RECEIVED
from shared.units import Registry
from shared.units.unit import SECTION_I, SECTION_II, Section


class Count(NamedTuple):
    """So many petitions of one conference and group are in one state, so many of them overdue."""

    conference_id: str
    group: str
    state: str
    petitions: int
    overdue: int


_PLACES = {field.name: place for place, field in enumerate(fields(PetitionFigures))}
_OVERDUE = _PLACES["overdue"]
_NOTHING = PetitionFigures()
FiguresOf = Mapping[tuple[str, str], PetitionFigures]
"""By conference and group."""


def figures_of(counts: Iterable[Count]) -> FiguresOf:
    """The counts added up by conference and group."""
    # A list of sums each, not a dict: a quarter has thousands of them.
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(_PLACES))
    for conference_id, group, state, petitions, overdue in counts:
        found = sums[conference_id, group]
        found[_PLACES[state]] += petitions
        if overdue and state not in LEFT_OUT_OF_RECEIVED:
            found[_OVERDUE] += overdue
    return {where: PetitionFigures(*found) for where, found in sums.items()}


def sections(
    conferences: Iterable[ConferenceStanding], figures: FiguresOf, registry: Registry, at: datetime
) -> tuple[SectionSummary, ...]:
    """Both sections in the order of the form: by unit as the registry has them, then day (R27), then id."""
    place = {unit.id: number for number, unit in enumerate(registry.units)}
    inside = [each for each in conferences if each.unit_id in place]
    inside.sort(key=lambda each: (place[each.unit_id], each.starts_on, each.conference_id))
    rows: dict[Section, list[SummaryRow]] = {section: [] for section in SECTIONS}
    for conference in inside:
        for row in conference_rows(conference, figures, registry, at):
            rows[row.section].append(row)
    return tuple(SectionSummary(section, tuple(rows[section])) for section in SECTIONS)


def conference_rows(
    conference: ConferenceStanding, figures: FiguresOf, registry: Registry, at: datetime
) -> list[SummaryRow]:
    """One row with the groups that occur (section I), or the seven group rows, zeros included (section II).

    Empty for a unit that is not in the registry.
    """
    unit = registry.get(conference.unit_id)
    if unit is None:
        return []
    by_group = {group: figures.get((conference.conference_id, group), _NOTHING) for group in GROUPS}
    # The unit's name on the day of the conference: it may have merged into another since (R6).
    name = unit.name_at(conference.starts_on)
    if unit.section == SECTION_I:
        occurring = tuple(group for group, found in by_group.items() if found.received)
        return [_row(SECTION_I, conference, name, None, occurring, total(by_group.values()), at)]
    return [
        _row(SECTION_II, conference, name, group, (group,), found, at) for group, found in by_group.items()
    ]


def _row(
    section: Section,
    conference: ConferenceStanding,
    unit_name: str,
    group: str | None,
    groups: tuple[str, ...],
    figures: PetitionFigures,
    at: datetime,
) -> SummaryRow:
    return SummaryRow(
        section=section,
        unit_id=conference.unit_id,
        unit_name=unit_name,
        conference_id=conference.conference_id,
        theme=conference.theme,
        starts_on=conference.starts_on,
        group=group,
        groups=groups,
        figures=figures,
        note=note(conference, figures, at),
    )
