"""What does deadlines tell of one subject, as it learns of acts and laws, and as its ticker ticks?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.deadlines.handlers import announcing
from services.deadlines.handlers.folding import Folding
from services.deadlines.handlers.telling import Told, tell
from services.deadlines.store.acts import Material
from services.deadlines.store.spans import Kept, Stored
from shared.dialogue.acts import Act
from shared.messaging.law import Law
from shared.messaging.outbox import Fact
from shared.messaging.subjects import Sequences
from tests.builders.acts import CONFERENCE, PETITION, at


@dataclass
class Teller:
    """What deadlines keeps of one subject and tells of it, as it learns of acts and of laws."""

    subject: str
    stored: dict[str, Stored] = field(default_factory=dict[str, Stored])
    last: dict[str, Kept] = field(default_factory=dict[str, Kept])
    facts: list[Fact] = field(default_factory=list[Fact])
    steps: "Sequence[Step]" = ()
    """What it has learned, in order."""
    numbers: Sequences = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = Sequences({self.subject: 0})

    def learn(self, material: Material, law: Law, now: datetime) -> None:
        fresh = Told()
        folded = Folding(material, law, now).fold(self.subject)
        tell(self.subject, folded, self.stored, law, self.numbers, now, fresh)
        self.facts += fresh.facts
        for deadline_id, due_on in fresh.retracted:
            self.stored[deadline_id].fired.discard(due_on)
        for kept in fresh.kept:
            self.last[kept.deadline_id] = kept
            was = self.stored.get(kept.deadline_id)
            self.stored[kept.deadline_id] = Stored(
                kept.subject, kept.revision, kept.told_until, kept.set_at, list(kept.spans),
                dict(kept.known), dict(kept.groups), was.fired if was else set(), dict(kept.reminders),
            )  # fmt: skip

    def tick(self, now: datetime) -> None:
        """Whatever is overdue by now and was not called so is."""
        for deadline_id, kept in self.last.items():
            stored, last = self.stored[deadline_id], kept.last
            for due_on, since in kept.unfired.items():
                if since > now or due_on in stored.fired:
                    continue
                row = {
                    "deadline_id": deadline_id, "kind": last.kind.value, "unit_id": last.unit_id,
                    "due_on": due_on, "rule": last.rule, "conference_id": last.conference_id,
                    "petition_id": last.petition_id, "group": "land", "subject": self.subject,
                    "overdue_from": since, "before": len(self.facts),
                }  # fmt: skip
                self.facts.append(announcing.overdue(row, self.numbers, now))
                stored.fired.add(due_on)


def material(petition: Sequence[Act], conference: Sequence[Act]) -> Material:
    acts = {CONFERENCE: list(conference)}
    return Material({PETITION: list(petition)}, acts, {}, {PETITION: [CONFERENCE]}, {}, acts, {}, {}, {})


Step = tuple[Sequence[Act], Sequence[Act], str, Law, bool]
"""The petition's, the conference's acts as known at a moment; by which law; does the ticker tick?"""


def told(subject: str, steps: Sequence[Step]) -> Teller:
    """Who has learned all that, and told it."""
    teller = Teller(subject)
    teller.steps = steps
    for petition, conference, now, law, ticks in steps:
        teller.learn(material(petition, conference), law, at(now))
        if ticks:
            teller.tick(at(now))
    return teller
