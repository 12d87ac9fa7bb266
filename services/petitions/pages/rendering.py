"""How do this service's pages come out of their templates?"""

from pathlib import Path

from services.petitions.pages.wording import deadline_words, group_words, refusal_words, state_words
from shared.web.pages.rendering import Pages

render = Pages(
    Path(__file__).parent / "templates",
    deadline=deadline_words,
    group=group_words,
    refusal=refusal_words,
    state=state_words,
).render
