"""How do this service's pages come out of their templates?"""

from pathlib import Path

from services.notices.pages.wording import channel_words, format_words
from shared.web.pages.rendering import Pages

render = Pages(Path(__file__).parent / "templates", channel=channel_words, format=format_words).render
