"""Every count and deadline of a raw event file, recomputed slowly from RULES.md and CONTRACT.md alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from tests.recount.oracle.acceptance import Accepted, accepted
from tests.recount.oracle.due import Deadline, answer, of_conference, written_answer
from tests.recount.oracle.instants import Instant, instant, midnight
from tests.recount.oracle.records import Act, Event, records
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.rows import Row, quarter_of, rows_of
from tests.recount.oracle.standing import Conference, Petition, conference_at, petition_at
from tests.recount.oracle.working_days import WorkingDays
from tests.recount.oracle.yearly import yearly


class Oracle:
    """What the platform must answer after it has been given these lines, each by its own unit."""

    def __init__(self, lines: Iterable[str], now: str) -> None:
        self._registry = Registry()
        self._days = WorkingDays()
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

    def rows(self, quarter: str, as_of: str) -> list[Row]:
        moment = instant(as_of)
        petitions = self._petitions(moment)
        found: list[Row] = []
        for seen in self._conferences(moment).values():
            if quarter_of(seen) == quarter:
                mine = [
                    (one, self._answers(one, moment)) for one in petitions if one.conference_id == seen.id
                ]
                found += rows_of(seen, mine, self._registry.section(seen.unit), moment)
        return found

    def deadlines(self, as_of: str) -> list[Deadline]:
        """All that had begun."""
        moment = instant(as_of)
        conferences = self._conferences(moment)
        petitions = self._petitions(moment)
        found = [one for petition in petitions for one in self._answers(petition, moment)]
        came: defaultdict[str, list[Instant]] = defaultdict(list)
        for petition in petitions:
            came[petition.conference_id].append(petition.received.time)
        counting: list[tuple[Conference, Act | None]] = []
        for seen in conferences.values():
            came[seen.id] += [act.time for act in seen.acts if act.name == "ParticipantRegistered"]
            found += of_conference(seen, came[seen.id], moment, self._days)
            counting.append((seen, _counts(seen, came[seen.id])))
        return found + yearly(self._accepted, counting, self._registry, moment)

    def overdue_petitions(self, as_of: str) -> list[Deadline]:
        moment = instant(as_of)
        answers = (one for petition in self._petitions(moment) for one in self._answers(petition, moment))
        return [one for one in answers if one.state == "overdue"]

    def _conferences(self, moment: Instant) -> dict[str, Conference]:
        seen = (conference_at(one, moment) for one in self._accepted.conferences.values())
        return {one.id: one for one in seen if one}

    def _petitions(self, moment: Instant) -> list[Petition]:
        seen = (petition_at(one, moment) for one in self._accepted.petitions.values())
        return [one for one in seen if one]

    def _answers(self, petition: Petition, moment: Instant) -> list[Deadline]:
        conference = conference_at(self._accepted.conferences[petition.conference_id], moment)
        if conference is None:
            return []
        found = [answer(petition, conference, moment, self._days)]
        written = written_answer(petition, moment, self._days)
        return [*found, written] if written else found

    def late(self, due_on: date, day: date) -> int:
        return self._days.late(due_on, day)


def _counts(seen: Conference, came: list[Instant]) -> Act | None:
    """R4: by which act it counts toward the minimum: held, or lawfully stopped under R8."""
    now = seen.now
    if now.cancelled is None or now.last_cancelled is None:
        return now.held
    past = now.cancelled.time >= midnight(now.reception_deadline + timedelta(days=1))
    nobody = all(at > now.cancelled.time for at in came)
    no_petitions = now.last_cancelled.data["reason"] == "no_petitions"
    return now.cancelled if past and nobody and no_petitions else None
