"""Which words do this service's templates have beside those of every page?"""

from pathlib import Path

from services.reporting.domain.wording import STATE_LABELS, quarter_words, short_quarter_words
from services.reporting.pages.wording import dong, kind_words
from shared.dialogue.groups import LABELS
from shared.web.pages.rendering import Pages

render = Pages(
    Path(__file__).parent / "templates",
    quarter=quarter_words,
    short_quarter=short_quarter_words,
    kind=kind_words,
    group=LABELS.__getitem__,
    state=STATE_LABELS.__getitem__,
    dong=dong,
).render
