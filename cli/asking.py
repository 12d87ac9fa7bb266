"""What does a running platform answer over HTTP? Its own words where it refuses."""

from typing import Any

import httpx

from cli.failure import Failure
from cli.platform import Platform
from shared.settings import read_settings


def get(platform: Platform, path: str, **parameters: str | int | None) -> httpx.Response:
    """Asks the platform over HTTP; Failure if it does not answer or refuses."""
    wanted = {name: value for name, value in parameters.items() if value is not None}
    token = read_settings().token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.get(platform.http + path, params=wanted, headers=headers, timeout=60, trust_env=False)
    except httpx.HTTPError as error:
        raise Failure(f"the platform at {platform.http} does not answer: {type(error).__name__}") from None
    if answer.is_error:
        raise Failure(_refusal(answer), 2 if answer.status_code in (400, 422) else 1)
    return answer


def _refusal(answer: httpx.Response) -> str:
    try:
        said: dict[str, Any] = answer.json()
        return f"{said.get('title', answer.status_code)}: {said.get('detail', '')}"
    except ValueError:
        return f"the platform answered {answer.status_code}"
