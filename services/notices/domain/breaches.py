"""What about a conference does not keep to the plan (R3, R7, R9, R17)? Shown to everyone, never refused.

Whether something was late is said by deadlines, once; the rest follows from the conference itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.notices.domain.deadline_flag import DeadlineFlag, FlagStatus
from services.notices.domain.notice_board import PORTAL, Notice
from shared.dialogue.conference import ConferenceView
from shared.dialogue.readings import MINIMUM_PARTICIPANTS
from shared.units import Registry

SECTION_IN_PERSON = "I"
FORMATS = {
    "business_coffee": "cà phê doanh nhân",
    "saturday_with_leaders": "thứ 7 cùng Bí thư, Chủ tịch",
}
"""R3: the formats kept for districts, as people call them."""
OWED = {
    "notice_portal": ("R7", "Thông báo trên cổng thông tin điện tử"),
    "notice_one_stop_desk": ("R7", "Thông báo tại bộ phận một cửa"),
    "result_report": ("R17", "Báo cáo kết quả"),
}
"""The deadlines whose missing is a breach; a soft one is shown and never called one (R8, R18)."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that was not kept, and how, for people to read."""

    rule: str
    kind: str
    text: str


def breaches(
    view: ConferenceView, posted: Iterable[Notice], flags: Iterable[DeadlineFlag], registry: Registry
) -> list[Breach]:
    """Every breach that is known now, in the order of the rules."""
    found = [*_format(view, registry), *_content(posted), *_participants(view), *_lateness(flags)]
    return sorted(found, key=lambda breach: (int(breach.rule[1:]), breach.kind, breach.text))


def _format(view: ConferenceView, registry: Registry) -> Iterator[Breach]:
    unit = registry.get(view.unit_id)
    if view.format in FORMATS and unit is not None and unit.section == SECTION_IN_PERSON:
        text = f"Hình thức “{FORMATS[view.format]}” chỉ dành cho Ủy ban nhân dân quận, huyện."
        yield Breach("R3", "format", text)


def _content(posted: Iterable[Notice]) -> Iterator[Breach]:
    """Of the earliest notice on the portal that counts: what a later one adds does not mend it."""
    notice = next((notice for notice in posted if notice.counts and notice.channel == PORTAL), None)
    if notice is not None and notice.lacks:
        lacks = " và ".join(notice.lacks)
        yield Breach(
            "R7", "notice_content", f"Thông báo trên cổng thông tin điện tử không có {lacks} đăng ký."
        )


def _participants(view: ConferenceView) -> Iterator[Breach]:
    if view.held and view.participants is not None and view.participants < MINIMUM_PARTICIPANTS:
        text = f"Có {view.participants} đơn vị tham dự, ít hơn {MINIMUM_PARTICIPANTS}."
        yield Breach("R9", "participants", text)


def _lateness(flags: Iterable[DeadlineFlag]) -> Iterator[Breach]:
    for flag in flags:
        if flag.kind not in OWED or flag.soft:
            continue
        rule, what = OWED[flag.kind]
        due = flag.due_on.strftime("%d/%m/%Y")
        if flag.status is FlagStatus.OPEN and flag.overdue:
            yield Breach(rule, flag.kind, f"{what} đã quá hạn {due} mà chưa có.")
        elif flag.status is FlagStatus.MET and flag.late:
            yield Breach(rule, flag.kind, f"{what} chậm so với hạn {due}.")
