"""Whoever fills in a form reads in Vietnamese what is wrong with a field."""

import json
import unicodedata
from itertools import product
from typing import Any

import pytest

from services.petitions.handlers.file_petition import Filing
from shared.events.catalogue import EVENTS
from shared.events.generate import EXAMPLES
from shared.events.validate import InvalidData, from_json
from shared.web.bodies import invalid
from shared.web.wording import refusal_in_vietnamese

WHOLE: dict[str, Any] = {
    "conference_id": "hn-1",
    "group": "land",
    "business": {"name": "Công ty Sông Cấm", "kind": "enterprise"},
    "content": "Đề nghị gia hạn giấy phép.",
}
CASES = [
    ({"conference_id": None}, "conference_id: phải là chuỗi ký tự"),
    (
        {"conference_id": "HN 1"},
        "conference_id: chỉ gồm 1 đến 64 chữ thường không dấu, chữ số và dấu gạch ngang",
    ),
    (
        {"group": "lands"},
        "group: phải là một trong: capital, interest_rate, credit, policy, procedure, land, other",
    ),
    ({"business": 1}, "business: phải là một đối tượng JSON"),
    (
        {"business": {"name": "A", "kind": "x"}},
        "business.kind: phải là một trong: enterprise, cooperative, household",
    ),
    ({"business": {"kind": "household"}}, "business.name: còn thiếu"),
    ({"content": ""}, "content: không được để trống"),
    ({"content": "x" * 20_001}, "content: có tối đa 20000 ký tự"),
    ({"content": "\x00"}, "content: có ký tự không dùng được"),
]


@pytest.mark.parametrize("change, said", CASES)
def test_what_is_wrong_with_a_petition_is_said_in_vietnamese_with_its_field(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidData) as refused:
        from_json(Filing, json.dumps(WHOLE | change).encode())
    problem = invalid(refused.value)
    assert problem.detail == said == unicodedata.normalize("NFC", said)
    assert problem.more["field"] == said.partition(":")[0]


WRONG: list[Any] = [None, 1, 1.5, "", "x" * 30_000, "2024", [], [1], {}, True, -(10**17), "\x00"]


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_nothing_that_can_be_wrong_with_an_events_field_lacks_its_words(name: str) -> None:
    example = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))["data"]
    english: set[str] = set()
    for field, wrong in product(example, WRONG):
        try:
            from_json(EVENTS[name].model, json.dumps(example | {field: wrong}).encode())
        except InvalidData as problem:
            said = invalid(problem).detail
            english |= {said} if "(" in said else set()
    assert english == set()


def test_a_field_of_two_shapes_is_named_for_itself_and_not_for_the_shape_that_was_tried() -> None:
    example = json.loads((EXAMPLES / "NoticePosted.json").read_text("utf-8"))["data"]
    with pytest.raises(InvalidData) as refused:
        from_json(
            EVENTS["NoticePosted"].model, json.dumps(example | {"registration_instructions": ""}).encode()
        )
    assert refused.value.field == "registration_instructions"


REFUSED = [
    (
        "as corrected: dated before the petition's reception at 2024-05-20",
        "Theo nội dung đính chính: Thời điểm này trước khi kiến nghị được tiếp nhận (2024-05-20).",
    ),
    (
        "so-tu-phap is not entitled to this on a petition to so-xay-dung",
        "Đơn vị so-tu-phap không có thẩm quyền thực hiện việc này với kiến nghị gửi so-xay-dung.",
    ),
    ("the corrected time is more than 5 minutes ahead", "Thời điểm này sau hiện tại hơn 5 phút."),
    (
        "conference/hn-1 is of so-xay-dung: so-tu-phap is not entitled to act on it",
        "Hội nghị hn-1 là của đơn vị so-xay-dung; đơn vị so-tu-phap không có thẩm quyền thực hiện việc này.",
    ),
    (
        "so-tu-phap is not entitled to schedule a conference of so-xay-dung",
        "Đơn vị so-tu-phap không có thẩm quyền lên lịch hội nghị của đơn vị so-xay-dung.",
    ),
    (
        "so-tu-phap is not entitled to send the plan of so-xay-dung",
        "Đơn vị so-tu-phap không có thẩm quyền gửi kế hoạch của đơn vị so-xay-dung.",
    ),
    ("a conference of so-xay-dung is held on a theme", "Hội nghị của đơn vị so-xay-dung phải có chuyên đề."),
    ("conference/hn-1 is not known yet", "Chưa có hội nghị hn-1."),
    ("a reason without words", "Không thực hiện được (a reason without words)."),
]


@pytest.mark.parametrize("english, said", REFUSED)
def test_why_an_act_is_refused_is_said_in_vietnamese(english: str, said: str) -> None:
    assert refusal_in_vietnamese(english) == said == unicodedata.normalize("NFC", said)
