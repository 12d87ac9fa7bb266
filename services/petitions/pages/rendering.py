"""How do this service's pages come out of their templates?"""

from pathlib import Path

from services.petitions.pages import wording
from shared.web.pages.business import KINDS
from shared.web.pages.rendering import Pages

render = Pages(
    Path(__file__).parent / "templates",
    act=wording.act_words,
    channel=wording.channel_words,
    deadline=wording.deadline_words,
    group=wording.group_words,
    kind=KINDS.__getitem__,
    refusal=wording.refusal_words,
    state=wording.state_words,
).render
