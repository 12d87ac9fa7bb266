"""How does a page come out of its template? Everything escaped, no script, nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared.clock import WRITTEN
from shared.working_days.explanation import full_day, full_moment, full_weekday

LAYOUT = Path(__file__).parent / "templates"
STYLE = (LAYOUT / "style.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
FOR_ONE_READER: Mapping[str, str] = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""Of a page with what somebody typed, or with a tracking code: kept nowhere, told to no other site."""


class Pages:
    """The pages of one service: its templates, within the layout that all have."""

    def __init__(self, templates: Path = LAYOUT, **filters: Callable[..., str]) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([templates, LAYOUT]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment: Any = self._environment
        environment.filters.update(
            day=full_day, weekday=full_weekday, moment=full_moment, hour=_hour, **filters
        )

    def render(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        """The page with these values; `headers` beside those that all have, or in their place.

        `here`: the address of the page, which its own links say.
        """
        # Our own style sheet is the one thing that must not be escaped: its hash is what the browser checks.
        text = self._environment.get_template(template).render({"here": "", **values}, style=Markup(STYLE))
        return HTMLResponse(text, status, {**HEADERS, **(headers or {})})


def _hour(moment: datetime) -> str:
    """08:00, in Hải Phòng."""
    return f"{moment.astimezone(WRITTEN):%H:%M}"
