"""What do the petitions of the sample year say, and the answers to them? Sentences by group (R28)."""

from random import Random

SENTENCES: dict[str, tuple[str, ...]] = {
    "capital": (
        "Đề nghị hướng dẫn vay vốn Quỹ Đầu tư phát triển cho dự án nhà xưởng {sum} tỷ đồng.",
        "Thiếu vốn lưu động {sum} tỷ đồng, đề nghị được tiếp cận Quỹ bảo lãnh tín dụng.",
        "Đề nghị tăng hạn mức vốn ủy thác cho hợp tác xã tại {place} để đầu tư kho lạnh.",
        "Kiến nghị rút ngắn thời gian thẩm định hồ sơ vay vốn đổi mới công nghệ, hiện kéo dài {days} ngày.",
    ),
    "interest_rate": (
        "Lãi suất vay trung hạn của doanh nghiệp còn ở mức cao, đề nghị được áp dụng gói hỗ trợ lãi suất 2%.",
        "Đề nghị công khai mức chênh lệch lãi suất giữa các ngân hàng trên địa bàn {place}.",
        "Khoản vay {sum} tỷ đồng chưa được giảm lãi suất theo cam kết của ngân hàng, đề nghị kiểm tra.",
    ),
    "credit": (
        "Đề nghị cơ cấu lại thời hạn trả nợ, giữ nguyên nhóm nợ cho khoản vay {sum} tỷ đồng.",
        "Tài sản bảo đảm phải vượt xa giá trị khoản vay, đề nghị hướng dẫn cho vay tín chấp.",
        "Hộ kinh doanh tại {place} khó tiếp cận tín dụng do chưa có báo cáo tài chính.",
        "Đề nghị mở rộng tín dụng xanh cho dự án điện mặt trời mái nhà trị giá {sum} tỷ đồng.",
    ),
    "policy": (
        "Đề nghị sớm ban hành quy định về mức hỗ trợ doanh nghiệp đầu tư vào cụm công nghiệp tại {place}.",
        "Chính sách giảm tiền thuê đất năm 2024 chưa có hướng dẫn, đề nghị thông tin cho doanh nghiệp.",
        "Kiến nghị xem xét mức thu phí sử dụng hạ tầng cảng biển đối với hàng hóa tạm nhập tái xuất.",
        "Đề nghị có cơ chế hỗ trợ chi phí tuyển dụng, đào tạo nghề cho {days} lao động mới.",
        "Đề nghị thống nhất hồ sơ miễn thuế nhập khẩu máy móc giữa hai thông tư.",
    ),
    "procedure": (
        "Hồ sơ cấp giấy phép nộp qua dịch vụ công trực tuyến đã {days} ngày chưa có kết quả, không rõ lý do.",
        "Đề nghị bỏ yêu cầu nộp bản giấy khi doanh nghiệp đã nộp hồ sơ điện tử có chữ ký số.",
        "Hồ sơ phòng cháy, chữa cháy cho nhà xưởng tại {place} phải bổ sung nhiều lần.",
        "Đề nghị liên thông thủ tục đăng ký thay đổi địa điểm kinh doanh với cơ quan thuế.",
        "Thời gian xác nhận hoàn thành nghĩa vụ tài chính kéo dài {days} ngày, ảnh hưởng tiến độ đấu thầu.",
        "Lịch kiểm tra của các đoàn trùng nhau trong một quý, đề nghị phối hợp để giảm số lần kiểm tra.",
    ),
    "land": (
        "Đã nộp tiền thuê đất tại {place} nhưng chưa được cấp giấy chứng nhận quyền sử dụng đất.",
        "Vướng giải phóng mặt bằng {days} hộ cuối cùng của dự án tại {place}, đề nghị đẩy nhanh.",
        "Đề nghị xác định giá đất cụ thể cho dự án đã được chấp thuận chủ trương đầu tư từ năm trước.",
        "Kiến nghị gia hạn thời gian thuê đất 49 năm đối với nhà máy đang hoạt động ổn định.",
        "Diện tích đất trong hợp đồng thuê lệch {days} m² so với hiện trạng, đề nghị đo đạc lại.",
    ),
    "other": (
        "Tuyến đường vào cụm công nghiệp tại {place} xuống cấp, xe container thường xuyên ùn tắc.",
        "Điện áp giờ cao điểm không ổn định làm dừng dây chuyền, đề nghị ngành điện có phương án.",
        "Đề nghị bố trí điểm đỗ xe tải và bãi trung chuyển gần cảng.",
        "Nước thải từ khu dân cư chảy vào kênh chung trước nhà máy tại {place}, đề nghị xử lý.",
        "Đề nghị hỗ trợ thông tin về tuyển dụng lao động phổ thông, hiện còn thiếu {days} người.",
    ),
}  # fmt: skip
_PLACES = (
    "quận Hồng Bàng", "quận Ngô Quyền", "quận Hải An", "quận Kiến An", "huyện An Dương", "huyện Thủy Nguyên",
    "huyện Vĩnh Bảo", "huyện Tiên Lãng", "huyện An Lão", "huyện Kiến Thụy", "quận Dương Kinh",
)  # fmt: skip
_FULL = (
    "Đã hướng dẫn cụ thể thành phần hồ sơ; doanh nghiệp thống nhất với nội dung trả lời.",
    "Đã giải quyết xong hồ sơ và trả kết quả cho doanh nghiệp.",
    "Nội dung kiến nghị đã được quy định; đơn vị đã giải thích và cung cấp văn bản liên quan.",
    "Đơn vị đã kiểm tra thực tế và khắc phục; doanh nghiệp xác nhận.",
)
_PARTLY = (
    "Đơn vị đã tiếp thu, đang rà soát hồ sơ và sẽ thông báo kết quả sau khi có ý kiến chuyên môn.",
    "Đã giải quyết một phần; phần còn lại chờ bố trí kinh phí trong quý tới.",
)
_DIRECTIONS = (
    "Giao đơn vị chủ trì xem xét, giải quyết theo thẩm quyền, báo cáo kết quả trước ngày cuối tháng.",
    "Đồng ý với đề xuất; yêu cầu đơn vị trả lời doanh nghiệp bằng văn bản.",
)


def petition(group: str, rng: Random) -> str:
    """What a business asks."""
    sentence = rng.choice(SENTENCES[group])
    return sentence.format(place=rng.choice(_PLACES), sum=rng.randrange(2, 60), days=rng.randrange(12, 90))


def answer(fully: bool, rng: Random) -> str:
    """What a unit answers."""
    return rng.choice(_FULL if fully else _PARTLY)


def direction(rng: Random) -> str:
    """What the competent body directs (R13)."""
    return rng.choice(_DIRECTIONS)
