"""What about a conference does not keep to the plan (R3, R7, R9, R17)? Shown to everyone, never refused.

Whether something was late is said by deadlines, once; the rest follows from the conference itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.notices.domain.deadline_flag import DeadlineFlag
from shared.dialogue.acts import Act
from shared.dialogue.breaches import conference_breaches
from shared.dialogue.conference import ConferenceView
from shared.units import Registry
from shared.working_days.explanation import full_day

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
    view: ConferenceView, acts: Sequence[Act], flags: Iterable[DeadlineFlag], registry: Registry
) -> list[Breach]:
    """Every breach that is known now, in the order of the rules."""
    broken = conference_breaches(view, acts, registry)
    found = [*(Breach(each.rule, each.kind, each.sentence) for each in broken), *_lateness(flags)]
    return sorted(found, key=lambda breach: (int(breach.rule[1:]), breach.kind, breach.text))


def _lateness(flags: Iterable[DeadlineFlag]) -> Iterator[Breach]:
    for flag in flags:
        if flag.kind not in OWED or flag.soft:
            continue
        rule, what = OWED[flag.kind]
        due = full_day(flag.stands.due_on)
        if flag.stands.overdue:
            yield Breach(rule, flag.kind, f"{what} đã quá hạn {due} mà chưa có.")
        elif flag.stands.late:
            yield Breach(rule, flag.kind, f"{what} chậm so với hạn {due}.")
