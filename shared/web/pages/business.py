"""Who registers or petitions? What both forms ask of a business, and how it may be reached."""

from collections.abc import Mapping
from dataclasses import replace

from shared.events.fields import BusinessKind
from shared.web.pages.forms import Field

KINDS: Mapping[str, str] = {
    BusinessKind.ENTERPRISE.value: "Doanh nghiệp",
    BusinessKind.COOPERATIVE.value: "Hợp tác xã",
    BusinessKind.HOUSEHOLD.value: "Hộ kinh doanh",
}
BUSINESS = (
    Field(
        "ten",
        "business.name",
        "Tên doanh nghiệp, hợp tác xã, hộ kinh doanh",
        needed=True,
        autocomplete="organization",
    ),
    Field("loai", "business.kind", "Loại hình", needed=True, shape="choice", choices=KINDS),
    Field("ma-so-thue", "business.tax_code", "Mã số thuế"),
)
HEADS = Field("so-nguoi", "attendees", "Số người tham dự", needed=True, shape="number")
CONTACT = (
    Field(
        "nguoi-lien-he",
        "contact.name",
        "Người liên hệ",
        hint="Thông tin liên hệ chỉ đơn vị tổ chức hội nghị dùng, không công bố.",
        autocomplete="name",
    ),
    Field("dien-thoai", "contact.phone", "Điện thoại", type="tel", autocomplete="tel"),
    Field("email", "contact.email", "Thư điện tử", type="email", autocomplete="email"),
)


def of_another(*fields: Field) -> tuple[Field, ...]:
    """The same, where who types is another: nothing that their browser knows of them belongs here."""
    return tuple(replace(each, autocomplete="off") for each in fields)
