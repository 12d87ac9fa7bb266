"""How do this service's pages come out of their templates?"""

from pathlib import Path

from services.notices.pages import wording
from shared.web.pages.rendering import Pages

render = Pages(
    Path(__file__).parent / "templates",
    act=wording.act_words,
    channel=wording.channel_words,
    deadline=wording.deadline_words,
    format=wording.format_words,
    reason=wording.reason_words,
    standing=wording.standing_words,
).render
