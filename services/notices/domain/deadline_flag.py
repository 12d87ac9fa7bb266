"""What is shown of a conference's deadlines (R7, R8, R17, R18)? Whose each is, and how it stands as told."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from shared.dialogue.deadline_as_told import COURSE, AsTold, Data, after


class DeadlineFlag(msgspec.Struct, frozen=True):
    """A deadline of a conference, as the facts about it left it."""

    deadline_id: str
    kind: str
    conference_id: str
    unit_id: str
    soft: bool
    stands: AsTold


def flagged(known: Mapping[str, DeadlineFlag], facts: Iterable[tuple[str, Data]]) -> dict[str, DeadlineFlag]:
    """The deadlines, by id, that these facts (name, data) are about, each after the last of them.

    `known`: how they stood before.
    """
    changed: dict[str, DeadlineFlag] = {}
    for name, data in facts:
        deadline_id: str = data["deadline_id"]
        flag = changed.get(deadline_id) or known.get(deadline_id)
        stands = after(flag and flag.stands, name, data)
        if stands is not None:
            if flag is None or name in COURSE:
                changed[deadline_id] = _flag(data, stands)
            else:
                changed[deadline_id] = replace(flag, stands=stands)
    return changed


def _flag(data: Data, stands: AsTold) -> DeadlineFlag:
    """Whose it is, by a fact that says so: it may have passed to an heir (R6)."""
    return DeadlineFlag(
        data["deadline_id"], data["kind"], data["conference_id"], data["unit_id"], data["soft"], stands
    )
