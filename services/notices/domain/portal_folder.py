"""What belongs in the dialogue folder of the unit's portal, for one conference (R19)? Its four sections.

Kept current: what the platform was told of stands there, what it should have been told of is named missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notices.domain.notice_board import notices
from shared.clock import end_of
from shared.dialogue.acts import Act, EffectiveActs
from shared.dialogue.conference import ConferenceView
from shared.dialogue.notices_posted import PORTAL
from shared.units import Registry
from shared.units.unit import SECTION_I, SECTION_II

WHO = {SECTION_I: "doanh nghiệp", SECTION_II: "doanh nghiệp, hợp tác xã, hộ kinh doanh"}
"""Whom a unit of each section talks with: the folder is called after them."""
FOLDER = "Đối thoại {who}"
TITLES = (
    "Thông báo thời gian đối thoại {who}",
    "Nội dung Hội nghị đối thoại",
    "Phản ánh kiến nghị {who}",
    "Thông báo kết luận Hội nghị đối thoại {who}",
)
CONCLUDED = "ConclusionPublished"


@dataclass(frozen=True, slots=True)
class FolderSection:
    """One of the four sections, as far as this conference fills it."""

    number: int
    title: str
    entries: tuple[Mapping[str, Any], ...]
    missing: bool
    """Should something stand here that the platform was not told of?"""


@dataclass(frozen=True, slots=True)
class PortalFolder:
    """The folder under the name it has at this unit."""

    name: str
    sections: tuple[FolderSection, ...]


def portal_folder(
    acts: EffectiveActs, view: ConferenceView, at: datetime, registry: Registry
) -> PortalFolder:
    """The folder as it should stand at `at`; `view`: the conference at that moment."""
    told = EffectiveActs(act for act in acts if act.time <= at)
    unit = registry.get(view.unit_id)
    who = WHO[SECTION_I if unit is None else unit.section]
    past = at >= end_of(view.starts_on) and not view.cancelled
    time_notices, conclusions = tuple(_time_notices(told, view)), tuple(_conclusions(told))
    filled = (
        (time_notices, not time_notices and not view.cancelled),
        ((_content(view),), False),
        # Petitions are another service's: where they are listed is what can be said here.
        (({"petitions_of": view.conference_id},), False),
        (conclusions, past and not conclusions),
    )
    sections = tuple(
        FolderSection(number, title.format(who=who), entries, missing)
        for number, (title, (entries, missing)) in enumerate(zip(TITLES, filled, strict=True), 1)
    )
    return PortalFolder(FOLDER.format(who=who), sections)


def _time_notices(acts: EffectiveActs, view: ConferenceView) -> Iterator[Mapping[str, Any]]:
    """On the portal, since the last rescheduling: a notice of a day that was moved is not current (R7)."""
    for notice in notices(acts, view):
        if notice.channel == PORTAL and notice.posted_at >= view.cycle_started_at:
            yield {"posted_at": notice.posted_at, "url": notice.url, "form_url": notice.form_url}


def _content(view: ConferenceView) -> Mapping[str, Any]:
    return {"theme": view.theme, "starts_at": view.starts_at, "venue": view.venue, "chair": view.chair}


def _conclusions(acts: Iterable[Act]) -> Iterator[Mapping[str, Any]]:
    for act in acts:
        if act.name == CONCLUDED:
            yield {
                "published_at": act.time,
                "url": act.data.get("url"),
                "document": act.data.get("document"),
            }
