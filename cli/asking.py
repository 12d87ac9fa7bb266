"""What does a running platform answer over HTTP? Its own words where it refuses."""

from typing import Any

import httpx

from cli.failure import Failure
from cli.platform import Platform
from shared.settings import read_settings

MAKES_ONE = "`doithoai token add` makes one"
TO_DO = {
    401: f" (set DOITHOAI_TOKEN to a token of this platform: {MAKES_ONE})",
    403: f" (set DOITHOAI_TOKEN to a token that may: {MAKES_ONE})",
}
"""What whoever is refused can do about it."""


def get(platform: Platform, path: str, **parameters: str | int | None) -> httpx.Response:
    """Asks the platform over HTTP; Failure if it does not answer or refuses."""
    wanted = {name: value for name, value in parameters.items() if value is not None}
    settings = read_settings()
    headers = {"Authorization": f"Bearer {settings.token}"} if settings.token else {}
    try:
        answer = httpx.get(platform.http + path, params=wanted, headers=headers, timeout=60, trust_env=False)
    except httpx.HTTPError as error:
        where = "; DOITHOAI_HTTP names where it does" if settings.kafka and settings.database else ""
        what = f"the platform at {platform.http} does not answer: {type(error).__name__}"
        raise Failure(what + where) from None
    if answer.is_error:
        todo = TO_DO.get(answer.status_code, "")
        raise Failure(_refusal(answer) + todo, 2 if answer.status_code in (400, 422) else 1)
    return answer


def _refusal(answer: httpx.Response) -> str:
    try:
        said: dict[str, Any] = answer.json()
        if answer.status_code == 404 and said.get("detail") == said.get("title"):
            # No refusal of ours: one service was asked for what another answers.
            where = f"{answer.request.url.scheme}://{answer.request.url.netloc.decode()}"
            return (
                f"{where} does not answer {answer.request.url.path}: DOITHOAI_HTTP names one origin for all"
            )
        return f"{said.get('title', answer.status_code)}: {said.get('detail', '')}"
    except ValueError:
        return f"the platform answered {answer.status_code}"
