"""When is an answer due (R11, R14), and was it in time? As shown: by the facts that deadlines told of it."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from shared.dialogue.deadline_as_told import MOVED, AsTold, Data, ToldStatus, after


class DueDay(msgspec.Struct, frozen=True):
    """A deadline of a petition, as the facts about it left it."""

    deadline_id: str
    petition_id: str
    kind: str
    stands: AsTold

    @property
    def late(self) -> bool | None:
        """Said of what was answered alone."""
        return self.stands.late if self.stands.status is ToldStatus.MET else None


def left_as_they_were(facts: Iterable[tuple[str, Data]]) -> list[str]:
    """Of which deadlines do these facts (name, data) not say all? Of those, by id, that they move first.

    Any other fact says how it stands, whatever was before. What was called overdue is not shown here.
    """
    first: dict[str, str] = {}
    for name, data in facts:
        first.setdefault(data["deadline_id"], name)
    return [deadline_id for deadline_id, name in first.items() if name == MOVED]


def due_days(known: Mapping[str, AsTold], facts: Sequence[tuple[str, Data]]) -> list[DueDay]:
    """The deadlines that these facts are about; `known`: how those stood that they leave as they were."""
    found: dict[str, DueDay] = {}
    for name, data in facts:
        deadline_id: str = data["deadline_id"]
        was = found[deadline_id].stands if deadline_id in found else known.get(deadline_id)
        stands = after(was, name, data)
        if stands is not None:
            found[deadline_id] = DueDay(deadline_id, data["petition_id"], data["kind"], stands)
    return list(found.values())
