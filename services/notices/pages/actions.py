"""What may an officer say of a conference from its page (R7-R9, R17, R18), and what is asked of them for it?

What is left out here can't be right as the conference stands; whether it is, decides the command.
"""

from collections.abc import Collection, Mapping
from typing import Any

from services.notices.domain.standing import Standing
from services.notices.handlers.acting import ACTIONS as EVENTS
from services.notices.handlers.acting import MODELS
from services.notices.pages.wording import REASONS
from shared.events.notices import NoticeChannel
from shared.web.pages.acting import take_back
from shared.web.pages.actions import Action, document, happened_at, lines, moment_meant
from shared.web.pages.business import BUSINESS, CONTACT, HEADS, of_another
from shared.web.pages.forms import Field

BEFORE = frozenset({Standing.COMING, Standing.BEGUN})
AFTER = frozenset({Standing.BEGUN, Standing.HELD})
CAME: Mapping[str, str] = {"co": "Có dự", "khong": "Không dự"}


def _came(text: str) -> Any:
    return {"co": True, "khong": False}.get(text, text)


def _action(
    name: str, called: str, rule: str, *fields: Field, states: Collection[str], done: str, **said: Any
) -> Action:
    return Action(name, called, rule, MODELS[EVENTS[name]], fields, happened_at(name), states, done, said)


TAKE_BACK = take_back(MODELS[EVENTS["correct"]], "quá trình tổ chức")
ACTIONS: Mapping[str, Action] = {
    each.name: each
    for each in (
        _action(
            "notice-portal", "Đã đăng thông báo trên cổng thông tin điện tử",
            "Thông báo sớm nhất được tính; thiếu hướng dẫn hoặc mẫu phiếu đăng ký là chưa đúng kế hoạch.",
            Field("portal-dia-chi", "url", "Địa chỉ bài thông báo"),
            Field("portal-cach", "registration_instructions", "Hướng dẫn đăng ký tham dự", shape="area"),
            Field("portal-mau", "form_url", "Địa chỉ mẫu phiếu đăng ký"),
            states=BEFORE | AFTER, done="Đã ghi nhận thông báo trên cổng.",
            channel=NoticeChannel.PORTAL.value,
        ),
        _action(
            "notice-desk", "Đã niêm yết thông báo tại bộ phận một cửa", "Lần niêm yết sớm nhất được tính.",
            states=BEFORE | AFTER, done="Đã ghi nhận niêm yết tại bộ phận một cửa.",
            channel=NoticeChannel.ONE_STOP_DESK.value,
        ),
        _action(
            "register", "Ghi đăng ký tham dự nhận bằng giấy",
            "Cho doanh nghiệp đã đăng ký trực tiếp, qua điện thoại hay công văn.",
            *of_another(*BUSINESS, HEADS, *CONTACT), states=BEFORE, done="Đã ghi nhận đăng ký tham dự.",
        ),
        _action(
            "held", "Xác nhận hội nghị đã tổ chức",
            "Ghi lại lần nữa thì số ghi sau cùng được tính; dưới 20 đơn vị tham dự là chưa đúng kế hoạch.",
            Field("held-so-don-vi", "participants", "Số đơn vị tham dự",
                  "Số doanh nghiệp, hợp tác xã, hộ kinh doanh, không phải số người.", needed=True,
                  shape="number"),
            Field("held-lanh-dao", "city_leader_attended", "Lãnh đạo thành phố", shape="choice", choices=CAME,
                  means=_came),
            Field("held-bao-chi", "press", "Cơ quan báo chí dự", "Mỗi cơ quan một dòng.", shape="area",
                  means=lines),
            states=AFTER, done="Đã ghi nhận hội nghị đã tổ chức.",
        ),
        _action(
            "conclusion", "Đã đăng thông báo kết luận", "Thông báo kết luận đăng trên cổng của đơn vị.",
            Field("conclusion-dia-chi", "url", "Địa chỉ bài thông báo kết luận"), *document("conclusion"),
            states=AFTER, done="Đã ghi nhận thông báo kết luận.",
        ),
        _action(
            "report", "Đã gửi báo cáo kết quả",
            "Gửi UBND thành phố và cơ quan đầu mối tổng hợp, kèm Phụ lục 1 hoặc 2.", *document("report"),
            states=AFTER, done="Đã ghi nhận báo cáo kết quả.",
        ),
        _action(
            "reschedule", "Dời lịch hội nghị",
            "Thông báo phải niêm yết lại cho lịch mới; hội nghị đã dừng thì được tổ chức lại.",
            Field("reschedule-gio", "starts_at", "Thời gian bắt đầu mới", "Giờ Việt Nam.", needed=True,
                  type="datetime-local", means=moment_meant),
            Field("reschedule-han", "reception_deadline", "Nhận đăng ký, kiến nghị đến hết ngày",
                  "Để trống thì giữ ngày cũ.", type="date"),
            Field("reschedule-ly-do", "reason", "Lý do", needed=True, shape="area"), *document("reschedule"),
            states=BEFORE | {Standing.CANCELLED}, done="Đã ghi nhận lịch mới.",
        ),
        _action(
            "cancel", "Dừng tổ chức hội nghị",
            "Báo cáo UBND thành phố bằng văn bản; kiến nghị đã nhận vẫn phải trả lời đúng hạn.",
            Field("cancel-ly-do", "reason", "Lý do", needed=True, shape="choice", choices=REASONS),
            *document("cancel"),
            states=BEFORE, done="Đã ghi nhận việc dừng tổ chức.",
        ),
        TAKE_BACK,
    )
}  # fmt: skip
"""By their names, in the order of the page."""
