"""Which groups of petitions are there (R28)? Their order and their names on the forms."""

from collections.abc import Mapping

from shared.events.fields import Group

LABELS: Mapping[str, str] = {
    Group.CAPITAL.value: "Vốn",
    Group.INTEREST_RATE.value: "Lãi suất",
    Group.CREDIT.value: "Tín dụng",
    Group.POLICY.value: "Cơ chế chính sách",
    Group.PROCEDURE.value: "Thủ tục hành chính",
    Group.LAND.value: "Đất đai",
    Group.OTHER.value: "Lĩnh vực khác",
}
"""Group → its name on the forms, in their order."""

GROUPS: tuple[str, ...] = tuple(LABELS)
"""The groups in the order of the forms."""
