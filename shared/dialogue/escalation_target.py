"""Was a petition out of competence reported to the right place (R13)?

Central agencies to their direct superior, everyone else to the city committee.
"""

from collections.abc import Iterable

from shared.dialogue.acts import Act
from shared.dialogue.breach import Breach
from shared.dialogue.petition import RECEPTION
from shared.dialogue.readings import KINDS_WITH_DIRECT_SUPERIOR
from shared.units import Registry

CITY_COMMITTEE, DIRECT_SUPERIOR = "city_committee", "direct_superior"
SENTENCES = {
    DIRECT_SUPERIOR: "Cơ quan Trung ương phải xin ý kiến cấp trên trực tiếp, không phải UBND thành phố.",
    CITY_COMMITTEE: "Đơn vị phải báo cáo UBND thành phố, không phải cấp trên trực tiếp.",
}
"""What is wrong, by where the petition should have gone."""


def right_target(unit_id: str, registry: Registry) -> str | None:
    """To whom the unit must report what it is not competent for; None for a unit not in the registry."""
    unit = registry.get(unit_id)
    if unit is None:
        return None
    return DIRECT_SUPERIOR if unit.kind in KINDS_WITH_DIRECT_SUPERIOR else CITY_COMMITTEE


def escalation_breaches(petition: Iterable[Act], registry: Registry) -> list[Breach]:
    """The breach of each escalation to the wrong place; `petition`: its acts in effect."""
    found: list[Breach] = []
    conference_id = petition_id = ""
    for act in petition:
        if act.name == RECEPTION:
            conference_id, petition_id = act.data["conference_id"], act.data["petition_id"]
        target = right_target(act.unit_id, registry) if act.name == "PetitionEscalated" else None
        if target is None or act.data["to"] == target:
            continue
        found.append(
            Breach(
                rule="R13",
                kind="escalation_target",
                unit_id=act.unit_id,
                conference_id=conference_id,
                petition_id=petition_id,
                at=act.time,
                sentence=SENTENCES[target],
            )
        )
    return found
