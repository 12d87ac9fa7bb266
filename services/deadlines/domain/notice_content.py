"""Does the portal notice say how to register, with a form (R7)? Judged by the posting that counts."""

from collections.abc import Sequence

from services.deadlines.domain.breach import Breach
from services.deadlines.domain.cycle import Cycle
from services.deadlines.domain.notice_period import counting_notices
from shared.dialogue.acts import Act


def content_breach(cycle: Cycle, acts: Sequence[Act]) -> Breach | None:
    """The breach of a cycle's portal notice without instructions or form; None if there is no notice yet."""
    on_portal = (act for act in counting_notices(cycle, acts) if act.data["channel"] == "portal")
    notice = next(on_portal, None)
    if notice is None:
        return None
    lacking = [
        name
        for field, name in (("registration_instructions", "hướng dẫn"), ("form_url", "mẫu"))
        if not notice.data.get(field)
    ]
    if not lacking:
        return None
    return Breach(
        rule="R7",
        kind="notice_content",
        unit_id=cycle.view.unit_id,
        conference_id=cycle.view.conference_id,
        petition_id=None,
        at=notice.time,
        sentence=f"Thông báo trên cổng thông tin điện tử không có {' và '.join(lacking)} đăng ký.",
    )
