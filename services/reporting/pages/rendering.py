"""Which words do this service's templates have beside those of every page?"""

from pathlib import Path

from services.reporting.domain.wording import quarter_words
from services.reporting.pages.wording import kind_words
from shared.web.pages.rendering import Pages

render = Pages(Path(__file__).parent / "templates", quarter=quarter_words, kind=kind_words).render
