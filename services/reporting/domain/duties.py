"""What did each unit make of the duties around a year's conferences (R6, R7, R11, R14, R17)?

A duty counts for whoever holds it, not for the unit that scheduled the conference: what a unit left open when
it ended is its heir's, done since or not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from services.reporting.domain.conference_compliance import CHANNELS, ConferenceCompliance
from services.reporting.domain.keeping import Keeping, Kept

Tallies = Counter[tuple[str, Keeping]]
"""By column of the ledger, and how it was kept."""


@dataclass(frozen=True, slots=True)
class Duties:
    """One unit's, of all conferences of the year together."""

    kept: Tallies
    overdue: int
    """R24: petitions with an answer that is this unit's, past due and not given."""

    def to_json(self) -> dict[str, Any]:
        """The unit's columns of the ledger."""
        return {
            "notices": {channel: self._tally(channel) for channel in CHANNELS},
            **{column: self._tally(column) for column in ("reports", "answers", "written_answers")},
            "overdue": self.overdue,
        }

    def _tally(self, column: str) -> dict[str, int]:
        return {each.value: self.kept[column, each] for each in Keeping}


NO_DUTIES = Duties(Counter(), 0)


def by_holder(conferences: Iterable[ConferenceCompliance]) -> Mapping[str, Duties]:
    """The duties of each unit that holds any; what is not owed is nobody's."""
    kept: defaultdict[str, Tallies] = defaultdict(Counter)
    overdue: Counter[str] = Counter()
    for each in conferences:
        overdue.update(each.overdue)
        for column, found in _columns(each):
            if found is not None:
                kept[found.unit_id][column, found.keeping] += 1
    return {unit_id: Duties(tallies, overdue[unit_id]) for unit_id, tallies in kept.items()}


def _columns(conference: ConferenceCompliance) -> Iterator[tuple[str, Kept | None]]:
    return chain(
        conference.notices.items(),
        [("reports", conference.report)],
        (("answers", each) for each in conference.answers),
        (("written_answers", each) for each in conference.written_answers),
    )
