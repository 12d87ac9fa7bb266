"""Who petitions in the sample year? Names from word lists, tax codes that pass their checksum: no real
person or business."""

from random import Random

_FORMS = ("Công ty TNHH", "Công ty Cổ phần", "Công ty TNHH MTV")
_TRADES = (
    "Thương mại", "Vận tải", "Logistics", "Chế biến thủy sản", "Cơ khí", "Xây dựng", "May mặc",
    "Nội thất", "Bao bì", "Thực phẩm", "Du lịch", "Thiết bị điện", "Kho bãi", "In ấn", "Nhựa",
    "Vật liệu xây dựng", "Giày dép", "Hóa chất",
)  # fmt: skip
_FARMING = (
    "Nông nghiệp", "Dịch vụ nông nghiệp", "Nuôi trồng thủy sản", "Rau an toàn", "Vận tải", "Chăn nuôi",
)  # fmt: skip
_FIRST = (
    "Đông", "Bạch", "Hải", "Phúc", "Thiên", "Lạc", "Tân", "Khánh", "Vĩnh", "Minh", "Gia", "Thuận",
    "Kim", "Trường",
)  # fmt: skip
_SECOND = (
    "Triều", "Lam", "Ngân", "Thịnh", "Mộc", "Hưng", "Giang", "Vượng", "Phương", "Khê", "Lộc", "Quang",
    "Đăng", "Phong",
)  # fmt: skip
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Đoàn", "Lương")
_MIDDLE = ("Thị", "Văn", "Thu", "Minh", "Đức", "Ngọc", "Thanh", "Quốc", "Hồng")
_GIVEN = (
    "Hương", "Tuấn", "Lan", "Hải", "Mai", "Dũng", "Hà", "Sơn", "Yến", "Khoa", "Thảo", "Long", "Nga",
    "Phú",
)  # fmt: skip

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_code(rng: Random) -> str:
    """Ten digits with a right check digit, in a block of the province's numbers that is far above
    those given out."""
    while True:
        digits = [0, 2, 9, 9, *(rng.randrange(10) for _ in range(5))]
        check = 10 - sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
        if check < 10:
            return "".join(map(str, [*digits, check]))


def person(rng: Random) -> str:
    """A name such as anyone might have."""
    return f"{rng.choice(_FAMILY)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"


def business(rng: Random, *, in_district: bool) -> dict[str, str]:
    """An enterprise, and in a district now and then a cooperative or a household (R2)."""
    kind = (
        rng.choice(("enterprise", "enterprise", "cooperative", "household")) if in_district else "enterprise"
    )
    if kind == "household":
        return {"name": f"Hộ kinh doanh {person(rng)}", "kind": kind}
    name = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"
    if kind == "cooperative":
        named = f"Hợp tác xã {rng.choice(_FARMING)} {name}"
    else:
        named = f"{rng.choice(_FORMS)} {rng.choice(_TRADES)} {name}"
    return {"name": named, "kind": kind, "tax_code": tax_code(rng)}


def contact(rng: Random) -> dict[str, str]:
    """How to reach them: telephone numbers of one block, addresses of a domain kept for examples."""
    return {
        "name": person(rng),
        "phone": f"09000{rng.randrange(100_000):05d}",
        "email": f"lienhe{rng.randrange(10_000):04d}@example.com",
    }
