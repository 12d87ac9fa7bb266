"""How does a page come out of its template? Everything escaped, no script, nothing from elsewhere."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.reporting.domain.wording import moment_words, quarter_words
from services.reporting.pages.wording import kind_words
from shared.working_days.explanation import full_day

TEMPLATES = Path(__file__).parent / "templates"
STYLE = (TEMPLATES / "front.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(day=full_day, moment=moment_words, quarter=quarter_words, kind=kind_words)


def render(template: str, **values: Any) -> HTMLResponse:
    """The page with these values."""
    # Our own style sheet is the one thing that must not be escaped: its hash is what the browser checks.
    text = _ENVIRONMENT.get_template(template).render(style=Markup(STYLE), **values)
    return HTMLResponse(text, headers=HEADERS)
