"""A row is as tall as its text: broken at spaces, by the widths of the type, with the marks of Vietnamese."""

import pytest

from services.reporting.exports.text_width import lines


@pytest.mark.parametrize(
    ("text", "digits", "taken"),
    [
        ("", 10, 1),
        ("Vốn", 10, 1),
        # 28 letters where 26 digits fit, and the last word is what doesn't.
        ("Ủy ban nhân dân quận Lê Chân", 26, 2),
        ("Ủy ban nhân dân quận Lê Chân", 34, 1),
        ("iiiiiiiiiiiiii", 10, 1),
        ("WWWWWWWWWWWWWWWW", 10, 4),
        ("một dòng\nhai dòng", 20, 2),
        ("x" * 100, 10, 12),
    ],
)
def test_a_text_takes_as_many_lines_as_its_words_need(text: str, digits: float, taken: int) -> None:
    assert lines(text, digits) == taken


def test_bold_is_wider_and_marks_are_not() -> None:
    assert lines("Tổng số kiến nghị chưa giải quyết triệt để", 37, bold=True) > lines(
        "Tổng số kiến nghị chưa giải quyết triệt để", 37
    )
    assert lines("ỗ" * 33, 37) == lines("o" * 33, 37) == 1
