"""What do the units of the sample year talk about, where, and under whom? Themes such as each one's
work suggests (R1)."""

from random import Random

from shared.units import Unit

_TOPICS = {
    "so-ke-hoach-va-dau-tu": ("đăng ký doanh nghiệp và thủ tục đầu tư", "hỗ trợ doanh nghiệp nhỏ và vừa"),
    "so-tai-chinh": ("quản lý giá và tài sản công",),
    "so-cong-thuong": (
        "phát triển cụm công nghiệp và thương mại biên mậu",
        "xúc tiến xuất khẩu, thương mại điện tử",
    ),
    "so-nong-nghiep-va-phat-trien-nong-thon": ("liên kết chuỗi nông sản, thủy sản an toàn",),
    "so-tai-nguyen-va-moi-truong": ("thủ tục đất đai, giải phóng mặt bằng", "giấy phép môi trường"),
    "so-xay-dung": (
        "cấp giấy phép xây dựng và nghiệm thu công trình",
        "quy hoạch và phát triển nhà ở xã hội",
    ),
    "so-giao-thong-van-tai": ("vận tải, bến bãi và hạ tầng giao thông cảng biển",),
    "so-thong-tin-va-truyen-thong": (
        "chuyển đổi số doanh nghiệp",
        "dịch vụ công trực tuyến cho doanh nghiệp",
    ),
    "so-khoa-hoc-va-cong-nghe": ("đổi mới công nghệ và sở hữu trí tuệ",),
    "so-lao-dong-thuong-binh-va-xa-hoi": ("lao động, việc làm và an toàn lao động",),
    "so-van-hoa-va-the-thao": ("quảng cáo và kinh doanh dịch vụ văn hóa", "kinh doanh dịch vụ thể thao"),
    "so-du-lich": ("kinh doanh lữ hành và lưu trú du lịch",),
    "so-giao-duc-va-dao-tao": ("đầu tư cơ sở giáo dục ngoài công lập",),
    "so-tu-phap": ("hỗ trợ pháp lý cho doanh nghiệp nhỏ và vừa",),
    "ban-quan-ly-khu-kinh-te-hai-phong": (
        "đầu tư trong khu công nghiệp, khu kinh tế",
        "lao động nước ngoài và môi trường",
    ),
    "cuc-thue-thanh-pho-hai-phong": ("chính sách thuế, hóa đơn điện tử", "hoàn thuế giá trị gia tăng"),
    "cuc-hai-quan-thanh-pho-hai-phong": (
        "thủ tục hải quan điện tử",
        "kiểm tra chuyên ngành và kiểm tra sau thông quan",
    ),
    "ngan-hang-nha-nuoc-viet-nam-chi-nhanh-thanh-pho-hai-phong": (
        "kết nối ngân hàng – doanh nghiệp",
        "lãi suất và tín dụng xanh",
    ),
    "bao-hiem-xa-hoi-thanh-pho-hai-phong": ("chính sách bảo hiểm xã hội, bảo hiểm y tế",),
}
_SUPERIORS = {
    "cuc-thue-thanh-pho-hai-phong": "Tổng cục Thuế",
    "cuc-hai-quan-thanh-pho-hai-phong": "Tổng cục Hải quan",
    "ngan-hang-nha-nuoc-viet-nam-chi-nhanh-thanh-pho-hai-phong": "Ngân hàng Nhà nước Việt Nam",
    "bao-hiem-xa-hoi-thanh-pho-hai-phong": "Bảo hiểm xã hội Việt Nam",
}
CITY = "Ủy ban nhân dân thành phố Hải Phòng"


def theme(unit: Unit, ordinal: int) -> str | None:
    """The theme of a unit's conference; of a district's only every second has one (R2)."""
    if unit.section == "II":
        return (
            "Tháo gỡ khó khăn cho doanh nghiệp, hợp tác xã, hộ kinh doanh trên địa bàn"
            if ordinal % 2
            else None
        )
    topics = _TOPICS[unit.id]
    return f"Tháo gỡ khó khăn, vướng mắc về {topics[(ordinal - 1) % len(topics)]}"


def place(unit: Unit, format_: str) -> str:
    """Where the conference sits."""
    if format_ == "business_coffee":
        return f"Không gian cà phê doanh nhân, {unit.short_name}"
    return f"Hội trường {unit.name}"


def chair(unit: Unit, rng: Random) -> str:
    """Who leads it: an office, never a person."""
    if unit.section == "II":
        return rng.choice(("Chủ tịch", "Phó Chủ tịch")) + f" {unit.name}"
    head = {"Sở": "Giám đốc", "Cục": "Cục trưởng", "Ban": "Trưởng ban"}.get(unit.name.split()[0], "Giám đốc")
    return rng.choice((head, f"Phó {head}")) + f" {unit.name}"


def superior(unit: Unit) -> str:
    """Who directs what the unit is not competent for (R13)."""
    return _SUPERIORS.get(unit.id, CITY)


def code(unit_id: str) -> str:
    """The unit in a few letters, as its own numbering of things has it."""
    if unit_id.startswith("dist-"):
        return unit_id.removeprefix("dist-")
    if unit_id.startswith("ngan-hang-nha-nuoc"):
        return "nhnn"
    return "".join(word[0] for word in unit_id.removesuffix("-thanh-pho-hai-phong").split("-"))


def sign(unit: Unit) -> str:
    """The unit in the number of its documents: SKHĐT, UBND, CTHP."""
    if unit.section == "II":
        return "UBND"
    words = unit.short_name.replace("&", "").split()
    return "".join(word if word.isupper() else word[0] for word in words)
