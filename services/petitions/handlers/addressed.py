"""Which conference is a petition to go to? As far as who writes it has to know."""

from dataclasses import dataclass

from services.petitions.store import acts
from shared.dialogue.acts import effective
from shared.dialogue.conference import ConferenceView, conference_spans
from shared.events.fields import ID
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.units import Matter, Registry
from shared.web.problems import Problem, not_found


@dataclass(frozen=True, slots=True)
class Addressed:
    """A conference that takes petitions."""

    view: ConferenceView
    unit: str
    """Who holds it on its day: its unit, or that unit's heir (R6)."""
    registry: Registry

    def is_of(self, unit_id: str) -> bool:
        """Is what comes to it this unit's to tell? Its own unit's, and any successor's (R6)."""
        return self.registry.is_same_or_successor(unit_id, self.view.unit_id)


async def addressed(shop: Shop, conference_id: str) -> Addressed:
    """The conference, as the facts told it here; a 404 problem if none did."""
    if not ID.fullmatch(conference_id):
        raise unknown()
    subject = f"conference/{conference_id}"
    async with shop.engine.connect() as conn:
        spans = conference_spans(effective((await acts.of_subjects(conn, [subject])).get(subject, ())))
        if not spans:
            raise unknown()
        registry = (await told(conn)).current.registry
    view = spans[-1].view
    holder = registry.holder_on(view.unit_id, view.starts_on, Matter(conference_id=conference_id))
    return Addressed(view, registry.name_at(holder, view.starts_on), registry)


def unknown() -> Problem:
    """There is no such conference, or nobody has told of it here yet."""
    return not_found("hội nghị này; xin chọn lại trong danh sách hội nghị")
