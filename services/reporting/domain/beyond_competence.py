"""Which petitions wait for the city committee, or a superior, to direct (R13, R22)? The longest first."""

from collections.abc import Iterable

from services.reporting.domain.open_petition import OpenPetition
from shared.dialogue.petition import PetitionState


def beyond_competence(petitions: Iterable[OpenPetition]) -> list[OpenPetition]:
    """Those awaiting direction. One that was directed is the unit's again, and no longer among them (R23)."""
    waiting = [each for each in petitions if each.line.state == PetitionState.AWAITING_DIRECTION]
    return sorted(waiting, key=lambda each: (each.since, each.line.petition_id))
