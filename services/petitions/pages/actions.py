"""What may an officer say of a petition from its page (R10-R16, R28), and what is asked of them for it?

What is left out here can't be right as the petition stands; whether it is, decides the command.
"""

from collections.abc import Collection, Mapping
from typing import Any

from services.petitions.handlers.acting import ACTIONS as EVENTS
from services.petitions.handlers.acting import MODELS
from services.petitions.handlers.held_by import OPEN
from services.petitions.pages.wording import MODES, REFUSALS, TARGETS
from shared.dialogue.groups import LABELS
from shared.dialogue.petition import PetitionState
from shared.web.pages.acting import take_back
from shared.web.pages.actions import Action, document, happened_at, lines
from shared.web.pages.forms import Field

UNITS = "ten-don-vi"
"""The list of names, on the page."""
AWAITING = frozenset({PetitionState.AWAITING_DIRECTION})
ANSWERED = OPEN | {PetitionState.RESOLVED}
YES_NO: Mapping[str, str] = {"co": "Đã giải quyết triệt để", "chua": "Chưa giải quyết triệt để"}


def _fully(text: str) -> Any:
    return {"co": True, "chua": False}.get(text, text)


def _action(
    name: str, called: str, rule: str, *fields: Field, states: Collection[str] = OPEN, done: str
) -> Action:
    return Action(name, called, rule, MODELS[EVENTS[name]], fields, happened_at(name), states, done)


TAKE_BACK = take_back(MODELS[EVENTS["correct"]], "quá trình giải quyết")


ACTIONS: Mapping[str, Action] = {
    each.name: each
    for each in (
        _action(
            "answer", "Trả lời",
            "Trả lời chưa giải quyết triệt để vẫn là trả lời, và kiến nghị còn phải giải quyết tiếp.",
            Field("answer-hinh-thuc", "mode", "Hình thức trả lời", needed=True, shape="choice",
                  choices=MODES),
            Field("answer-ket-qua", "fully_resolved", "Kết quả", needed=True, shape="choice", choices=YES_NO,
                  means=_fully),
            Field("answer-noi-dung", "content", "Nội dung trả lời",
                  "Doanh nghiệp đọc được khi tra cứu; xin không ghi dữ liệu cá nhân.", shape="area"),
            *document("answer"),
            states=ANSWERED, done="Đã ghi nhận trả lời.",
        ),
        _action(
            "transfer", "Chuyển cơ quan khác giải quyết",
            "Trong hạn trả lời thì hạn dời đến ngày làm việc thứ 14; quá hạn rồi thì không.",
            Field("transfer-den", "to", "Chuyển đến",
                  "Ghi đúng tên trong danh sách gợi ý thì đơn vị ấy trả lời được tại đây.", needed=True,
                  offers=UNITS),
            *document("transfer"),
            done="Đã ghi nhận việc chuyển kiến nghị.",
        ),
        _action(
            "coordinate", "Đề nghị đơn vị khác phối hợp",
            "Trong hạn trả lời thì hạn dời đến ngày làm việc thứ 14; quá hạn rồi thì không.",
            Field("coordinate-voi", "with", "Đơn vị phối hợp", "Mỗi đơn vị một dòng, ghi đúng tên đơn vị.",
                  needed=True, shape="area", means=lines),
            *document("coordinate"),
            done="Đã ghi nhận đề nghị phối hợp.",
        ),
        _action(
            "escalate", "Báo cáo cấp trên xin ý kiến chỉ đạo",
            "Vượt thẩm quyền: báo cáo UBND thành phố; cơ quan trung ương báo cáo cấp trên trực tiếp.",
            Field("escalate-den", "to", "Báo cáo đến", needed=True, shape="choice", choices=TARGETS),
            *document("escalate"),
            done="Đã ghi nhận báo cáo xin ý kiến chỉ đạo.",
        ),
        _action(
            "direct", "Ghi ý kiến chỉ đạo", "Kiến nghị trở lại đang giải quyết, theo ý kiến này.",
            Field("direct-boi", "by", "Cơ quan chỉ đạo", needed=True),
            Field("direct-noi-dung", "content", "Nội dung chỉ đạo", needed=True, shape="area"),
            *document("direct"),
            states=AWAITING, done="Đã ghi nhận ý kiến chỉ đạo.",
        ),
        _action(
            "refuse", "Không tiếp nhận vì ngoài phạm vi đối thoại",
            "Doanh nghiệp đọc được lý do khi tra cứu. Sau đó không còn ghi được việc gì của kiến nghị này.",
            Field("refuse-ly-do", "reason", "Lý do", needed=True, shape="choice",
                  choices=REFUSALS),
            done="Đã ghi nhận việc không tiếp nhận.",
        ),
        _action(
            "reclassify", "Chuyển sang nhóm khác", "Nhóm ghi sau cùng được tính trong các biểu tổng hợp.",
            Field("reclassify-nhom", "group", "Nhóm kiến nghị", needed=True, shape="choice", choices=LABELS),
            states=ANSWERED, done="Đã ghi nhận nhóm kiến nghị.",
        ),
        _action(
            "request-written", "Doanh nghiệp đề nghị trả lời bằng văn bản",
            "Trả lời bằng văn bản phải có trong 7 ngày làm việc kể từ lần đề nghị đầu tiên.",
            states=ANSWERED, done="Đã ghi nhận đề nghị trả lời bằng văn bản.",
        ),
        _action(
            "withdraw", "Doanh nghiệp rút kiến nghị", "Sau đó không còn ghi được việc gì của kiến nghị này.",
            Field("withdraw-ly-do", "reason", "Lý do", shape="area"),
            done="Đã ghi nhận việc rút kiến nghị.",
        ),
        TAKE_BACK,
    )
}  # fmt: skip
"""By their names, in the order of the page."""
