"""Which mistakes did agencies put right in the sample? A few of each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from deploy.sample.ledger import LAST, Data, Event, Ledger


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: which events may have it, what was meant, and how often it was made."""

    of: str
    made_in: Callable[[Event], bool]
    meant: Callable[[Data], Data]
    reason: str
    how_often: int = 1
    earlier: timedelta = timedelta(0)


_MISTAKES = (
    Mistake(
        "PetitionAnswered",
        lambda event: not event.data["fully_resolved"],
        lambda data: {**data, "fully_resolved": True},
        "Ghi nhầm kết quả: kiến nghị đã được giải quyết triệt để",
        how_often=2,
    ),
    Mistake(
        "PetitionAnswered",
        lambda event: event.data["mode"] == "written" and event.time.hour >= 14,
        dict,
        "Ghi nhầm thời điểm phát hành văn bản trả lời",
        earlier=timedelta(hours=3),
    ),
    Mistake(
        "PetitionReceived",
        lambda event: event.data["group"] == "other",
        lambda data: {**data, "group": "procedure"},
        "Ghi nhầm nhóm kiến nghị",
        how_often=2,
    ),
    Mistake(
        "ConferenceHeld",
        lambda event: event.data["participants"] >= 60,
        lambda data: {**data, "participants": data["participants"] - 30},
        "Đã đếm số người thay cho số doanh nghiệp",
    ),
    Mistake(
        "ConferenceScheduled",
        lambda event: event.data["format"] == "in_person",
        lambda data: {**data, "venue": "Trung tâm Hội nghị thành phố"},
        "Ghi nhầm địa điểm",
    ),
    Mistake(
        "NoticePosted",
        lambda event: event.data["channel"] == "portal" and "form_url" not in event.data,
        lambda data: {**data, "form_url": f"{data['url']}/phieu-dang-ky"},
        "Bổ sung đường dẫn phiếu đăng ký đã đăng kèm thông báo",
    ),
)


def correct(ledger: Ledger) -> None:
    """Adds the corrections to what the agencies wrote down, some working days after the mistake."""
    written = list(ledger.events)
    taken: set[tuple[str, str]] = set()
    for mistake in _MISTAKES:
        made = [
            event
            for event in written
            if event.name == mistake.of and mistake.made_in(event) and (event.unit_id, event.id) not in taken
        ]
        # Spread over the year rather than all in January.
        for event in made[:: max(len(made) // mistake.how_often, 1)][: mistake.how_often]:
            taken.add((event.unit_id, event.id))
            moved = event.time - mistake.earlier if mistake.earlier else None
            at = min(event.time + timedelta(days=9, minutes=12), LAST)
            ledger.correct(event, at, mistake.meant(event.data), mistake.reason, time=moved)
