"""Every count and deadline of a raw event file, recomputed slowly from RULES.md and CONTRACT.md alone."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from tests.recount.oracle.acceptance import Accepted, accepted
from tests.recount.oracle.due import Deadline
from tests.recount.oracle.instants import Instant, instant
from tests.recount.oracle.records import Event, records
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.rows import Row, quarter_of, rows_of
from tests.recount.oracle.seen import Seen, seen_at
from tests.recount.oracle.standing import conference_at, petition_at
from tests.recount.oracle.working_days import WorkingDays


class Oracle:
    """What the platform must answer after it has been given these lines, each by its own unit."""

    def __init__(self, lines: Iterable[str], now: str) -> None:
        self._registry = Registry()
        self._days = WorkingDays()
        self._seen: dict[Instant, Seen] = {}
        events, self.verdicts, repeats = records(lines, self._registry, instant(now))
        self._accepted: Accepted = accepted(events, self._registry)
        self.events = [event for event in events if event.verdict == "accepted"]
        self.verdicts |= {event.place: self._verdict(event) for event in events}
        for event in events:
            self._judge_corrections(event)
        for place, before in repeats.items():
            if self.verdicts[before] != "accepted":
                self.verdicts[place] = "again"  # what was refused does not use up its id

    def _verdict(self, event: Event) -> str:
        """Apart from what was accepted: what an end or a cancellation before it deprives of its effect."""
        act = event.act
        if act is None or event.verdict != "accepted":
            return event.verdict
        if "petition_id" in event.data:
            petition = petition_at(self._accepted.petitions[event.data["petition_id"]], act.time)
            return "accepted" if petition and act in petition.acts else "without_effect"
        conference = conference_at(self._accepted.conferences[event.data["conference_id"]], act.time)
        stopped = event.name == "ConferenceHeld" and conference and conference.now.cancelled
        return "without_effect" if stopped else "accepted"

    def _judge_corrections(self, event: Event) -> None:
        """One of an event that was refused corrects nothing; of one without effect, arrival decides."""
        verdict = self.verdicts[event.place]
        for correction in event.corrections if verdict != "accepted" else ():
            perhaps = verdict in ("without_effect", "perhaps")
            self.verdicts[correction.place] = "perhaps" if perhaps else "unknown_subject"
            self._judge_corrections(correction)

    def counts(self) -> Counter[str]:
        """How many lines met which end."""
        return Counter(self.verdicts.values())

    def at(self, as_of: str) -> Seen:
        """How everything stood."""
        moment = instant(as_of)
        if moment not in self._seen:
            self._seen[moment] = seen_at(self._accepted, self._registry, self._days, moment)
        return self._seen[moment]

    def rows(self, quarter: str, as_of: str) -> list[Row]:
        """Phụ lục 3, in its order (R27): by unit as the registry has them, then day, then id."""
        seen = self.at(as_of)
        place = {unit: number for number, unit in enumerate(self._registry.units)}
        mine = [one for one in seen.conferences.values() if quarter_of(one) == quarter]
        found: list[Row] = []
        for one in sorted(mine, key=lambda one: (place[one.unit], one.starts_on, one.id)):
            petitions = [(petition, seen.answers[petition.id]) for petition in seen.petitions_of(one.id)]
            found += rows_of(one, petitions, self._registry, seen.moment)
        return sorted(found, key=lambda row: row.section)

    def deadlines(self, as_of: str) -> list[Deadline]:
        """All that had begun."""
        return self.at(as_of).deadlines()

    def overdue_petitions(self, as_of: str) -> list[Deadline]:
        answers = (one for mine in self.at(as_of).answers.values() for one in mine)
        return [one for one in answers if one.state == "overdue"]

    def late(self, due_on: date, day: date) -> int:
        return self._days.late(due_on, day)
