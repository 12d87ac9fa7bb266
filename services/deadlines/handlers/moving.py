"""What was known of a deadline, and when (R6, R11, R29)?

Folded by the law and the acts of each moment at which something was recorded that can move it: slow, exact.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.domain.changes import CALENDAR_APPLIED, Cause
from services.deadlines.domain.moves import Known, Move, moves
from services.deadlines.handlers.folding import Folding
from services.deadlines.handlers.known_then import BREATH_S, subject_of
from services.deadlines.store.acts import Acts, Material, material_of
from shared.clock import FOREVER, start_of
from shared.dialogue.acts import CORRECTION, Act
from shared.messaging.law import Laws

THE_BEGINNING = datetime.min.replace(tzinfo=UTC)
"""What is owed without any act was known from the beginning."""
MOVES_NOTHING = "ParticipantRegistered"
"""Many, and no due day hangs on one."""


async def moves_of(
    conn: AsyncConnection,
    deadline_ids: Sequence[str],
    laws: Laws,
    as_of: datetime,
    known_at: datetime | None = None,
) -> dict[str, list[Move]]:
    """The moves of these deadlines until `as_of`, by what was recorded until `known_at`; None: by all."""
    known = known_at or FOREVER
    subjects = sorted({subject_of(id_) for id_ in deadline_ids})
    material = await material_of(conn, subjects, known, laws.at(known).registry)
    found: dict[str, list[Move]] = {}
    breath = monotonic()
    for deadline_id in deadline_ids:
        found[deadline_id] = _moves(deadline_id, material, laws, as_of, known)
        if monotonic() - breath > BREATH_S:
            await asyncio.sleep(0)
            breath = monotonic()
    return found


def _moves(
    deadline_id: str, material: Material, laws: Laws, as_of: datetime, known_at: datetime
) -> list[Move]:
    subject = subject_of(deadline_id)
    own = _of(material, subject)
    acts = [act for act in _acts(own) if act.name != MOVES_NOTHING]
    corrections = {act.recorded_at: act for act in acts if act.name == CORRECTION}
    moments = {THE_BEGINNING, *(act.recorded_at for act in acts), *laws.changed_at(known_at)}
    course: list[Known] = []
    version = laws.at(THE_BEGINNING).calendar.version
    for moment in sorted(moments):
        law = laws.at(moment)
        folded = Folding(_known(own, moment), law, as_of).fold(subject)
        announced = law.calendar.announced_on
        applied = announced if law.calendar.version != version else None
        cause = Cause(start_of(applied), CALENDAR_APPLIED) if applied else None
        timeline = list(folded.timelines.get(deadline_id, ()))
        course.append(Known(moment, timeline, cause, corrections.get(moment)))
        version = law.calendar.version
    return moves(course, as_of)


def _of(material: Material, subject: str) -> Material:
    """What of the material one subject is folded from."""
    kind, _, id_ = subject.partition("/")
    of = [id_]
    behind = material.conferences_of_petition.get(id_, []) if kind == "petition" else []
    held = material.conferences_of_unit.get(id_, []) if kind == "unit" else []
    return replace(
        material,
        petitions=_some(material.petitions, of if kind == "petition" else ()),
        conferences=_some(material.conferences, of if kind == "conference" else ()),
        units=_some(material.units, of if kind == "unit" else ()),
        starts=_some(material.starts, behind),
        yearly=_some(material.yearly, held),
        corrected_receptions=material.corrected_receptions if kind != "petition" else {},
    )


def _some(acts: Acts, ids: Sequence[str]) -> dict[str, list[Act]]:
    return {id_: acts[id_] for id_ in ids if id_ in acts}


def _acts(own: Material) -> Iterable[Act]:
    """What may move a deadline of the subject: when somebody first came (R8) opens one, and moves none."""
    courses: tuple[Mapping[str, list[Act]], ...] = (
        own.petitions, own.conferences, own.units, own.starts, own.yearly,
    )  # fmt: skip
    return (act for acts in courses for found in acts.values() for act in found)


def _known(own: Material, moment: datetime) -> Material:
    """The material as it had been recorded by then."""

    def by_then(acts: Acts) -> dict[str, list[Act]]:
        return {id_: [act for act in found if act.recorded_at <= moment] for id_, found in acts.items()}

    return replace(
        own,
        petitions=by_then(own.petitions),
        conferences=by_then(own.conferences),
        units=by_then(own.units),
        starts=by_then(own.starts),
        yearly=by_then(own.yearly),
        corrected_receptions=by_then(own.corrected_receptions),
    )
