"""Does the portal notice say how to register, with a form (R7)? Judged by the posting that counts."""

from collections.abc import Sequence

from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.breach import Breach
from shared.dialogue.conference import ConferenceView
from shared.dialogue.notices_posted import PORTAL, counting_notices

REQUIRED = (("registration_instructions", "hướng dẫn"), ("form_url", "mẫu"))
"""What a notice on the portal must carry, and what that is called."""


def content_breach(view: ConferenceView, acts: Sequence[Act]) -> Breach | None:
    """The breach of the portal notice that counts, without instructions or form; None if there is none yet.

    What a later notice adds does not mend the earliest.
    """
    counting = counting_notices(acts, PORTAL, view.cycle_started_at, view.cancelled_at or FOREVER)
    if not counting:
        return None
    notice = counting[0]
    lacking = [name for field, name in REQUIRED if not notice.data.get(field)]
    if not lacking:
        return None
    return Breach(
        rule="R7",
        kind="notice_content",
        unit_id=view.unit_id,
        conference_id=view.conference_id,
        petition_id=None,
        at=notice.time,
        sentence=f"Thông báo trên cổng thông tin điện tử không có {' và '.join(lacking)} đăng ký.",
    )
