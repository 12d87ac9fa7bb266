"""Are the groups those of the forms, in their order (R28)?"""

from shared.dialogue.groups import GROUPS, LABELS
from shared.events.fields import Group


def test_the_seven_groups_stand_in_the_order_of_the_forms_r28() -> None:
    assert [(group, LABELS[group]) for group in GROUPS] == [
        ("capital", "Vốn"),
        ("interest_rate", "Lãi suất"),
        ("credit", "Tín dụng"),
        ("policy", "Cơ chế chính sách"),
        ("procedure", "Thủ tục hành chính"),
        ("land", "Đất đai"),
        ("other", "Lĩnh vực khác"),
    ]


def test_every_group_that_an_event_may_name_is_one_of_them() -> None:
    assert list(GROUPS) == [group.value for group in Group]
