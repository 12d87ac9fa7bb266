"""How does a service refuse over HTTP? With a problem."""

from typing import Any

import httpx


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that a request was answered with."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()
