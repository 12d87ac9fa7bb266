"""Everything as it stood at a moment: what every list, row and ledger is read off."""

from dataclasses import dataclass

from tests.recount.oracle.acceptance import Accepted
from tests.recount.oracle.due import Deadline, answer, of_conference, written_answer
from tests.recount.oracle.instants import Instant, day_of
from tests.recount.oracle.records import Act
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.standing import Conference, Petition, conference_at, petition_at
from tests.recount.oracle.working_days import WorkingDays
from tests.recount.oracle.yearly import counts, yearly


@dataclass
class Seen:
    """What there is at the moment, by id."""

    moment: Instant
    registry: Registry
    days: WorkingDays
    conferences: dict[str, Conference]
    petitions: dict[str, Petition]  # those whose conference is there
    answers: dict[str, list[Deadline]]  # by petition
    around: dict[str, list[Deadline]]  # by conference
    came: dict[str, list[Instant]]  # by conference: petitions received, participants registered
    plans: list[Act]

    def petitions_of(self, conference_id: str) -> list[Petition]:
        return [one for one in self.petitions.values() if one.conference_id == conference_id]

    def deadlines(self) -> list[Deadline]:
        """All that had begun."""
        counting = [(one, counts(one, self.came[one.id])) for one in self.conferences.values()]
        found = [one for mine in [*self.answers.values(), *self.around.values()] for one in mine]
        return found + yearly(self.plans, counting, self.registry, self.moment)

    def holder(self, one: Deadline) -> str:
        """R6: what is open is the heir's; what was met or void before stays whose it was."""
        since = self.moment if one.closed_at is None else one.closed_at
        return self.registry.holder(one.owed.unit, day_of(since))


def seen_at(accepted: Accepted, registry: Registry, days: WorkingDays, moment: Instant) -> Seen:
    conferences = {
        one.id: seen for one in accepted.conferences.values() if (seen := conference_at(one, moment))
    }
    petitions = {
        one.id: seen
        for one in accepted.petitions.values()
        if (seen := petition_at(one, moment)) and seen.conference_id in conferences
    }
    came: dict[str, list[Instant]] = {
        one.id: [act.time for act in one.acts if act.name == "ParticipantRegistered"]
        for one in conferences.values()
    }
    for petition in petitions.values():
        came[petition.conference_id].append(petition.received.time)
    answers: dict[str, list[Deadline]] = {}
    for petition in petitions.values():
        written = written_answer(petition, moment, days)
        given = answer(petition, conferences[petition.conference_id], moment, days)
        answers[petition.id] = [given, written] if written else [given]
    around = {one.id: of_conference(one, came[one.id], moment, days) for one in conferences.values()}
    plans = [act for act in accepted.plans if act.time <= moment]
    return Seen(moment, registry, days, conferences, petitions, answers, around, came, plans)
