"""The portal folder has its four sections, under the name it has at the unit, kept current (R19)."""

from datetime import datetime
from typing import Any

from services.notices.domain.portal_folder import PortalFolder, portal_folder
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_at
from shared.units import shipped
from tests.builders.acts import at, cancelled, concluded, posted, rescheduled, scheduled

BEFORE, AFTER = at("2024-06-05"), at("2024-06-20")
PLANNED = scheduled("2024-06-10 08:00", time="2024-05-02 08:00")


def folder(*acts: Act, moment: datetime = AFTER, conference: Act = PLANNED) -> PortalFolder:
    told = effective([conference, *acts])
    view = conference_at(told, moment)
    assert view is not None
    return portal_folder(told, view, moment, shipped())


def entries(found: PortalFolder, number: int) -> list[dict[str, Any]]:
    return [dict(entry) for entry in found.sections[number - 1].entries]


def missing(found: PortalFolder) -> list[int]:
    return [section.number for section in found.sections if section.missing]


def test_a_departments_folder_has_the_four_sections_of_the_plan() -> None:
    found = folder()
    assert found.name == "Đối thoại doanh nghiệp"
    assert [(section.number, section.title) for section in found.sections] == [
        (1, "Thông báo thời gian đối thoại doanh nghiệp"),
        (2, "Nội dung Hội nghị đối thoại"),
        (3, "Phản ánh kiến nghị doanh nghiệp"),
        (4, "Thông báo kết luận Hội nghị đối thoại doanh nghiệp"),
    ]


def test_a_districts_folder_names_cooperatives_and_households_too() -> None:
    found = folder(conference=scheduled("2024-06-10 08:00", unit="dist-an-lao"))
    assert found.name == "Đối thoại doanh nghiệp, hợp tác xã, hộ kinh doanh"
    assert found.sections[2].title == "Phản ánh kiến nghị doanh nghiệp, hợp tác xã, hộ kinh doanh"


def test_what_was_told_stands_in_its_section() -> None:
    notice = posted("2024-05-20 08:00", url="https://example.vn/tb", form_url="https://example.vn/phieu")
    found = folder(notice, posted("2024-05-20 08:00", "one_stop_desk"), concluded("2024-06-14"))
    assert [entry["url"] for entry in entries(found, 1)] == ["https://example.vn/tb"]
    assert entries(found, 2)[0]["theme"] == "Chuyên đề"
    assert entries(found, 3) == [{"petitions_of": "hn-1"}]
    assert [entry["published_at"] for entry in entries(found, 4)] == [at("2024-06-14")]
    assert missing(found) == []


def test_what_should_stand_there_and_does_not_is_named() -> None:
    assert missing(folder(moment=BEFORE)) == [1]
    assert missing(folder(moment=AFTER)) == [1, 4]
    assert missing(folder(posted("2024-05-20"), moment=at("2024-06-10 23:59"))) == []
    assert missing(folder(posted("2024-05-20"), moment=at("2024-06-11"))) == [4]


def test_a_notice_of_a_day_that_was_moved_is_not_current() -> None:
    moved = rescheduled("2024-06-01", "2024-06-28 08:00")
    assert missing(folder(posted("2024-05-20"), moved)) == [1]
    assert missing(folder(posted("2024-05-20"), moved, posted("2024-06-02"))) == []


def test_a_conference_that_was_stopped_misses_nothing() -> None:
    assert missing(folder(cancelled("2024-06-06"))) == []


def test_what_is_told_later_does_not_stand_there_yet() -> None:
    assert entries(folder(concluded("2024-06-21")), 4) == []
