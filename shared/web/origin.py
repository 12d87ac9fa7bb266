"""How do four services answer behind one port?

By the first part of the path, as the reverse proxy does elsewhere.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from shared.web.app import troubles

READY = "/health/ready"


class Origin:
    """Dispatches to the app of the longest prefix; the app of `/` takes the rest."""

    def __init__(self, apps: Mapping[str, FastAPI]) -> None:
        """`apps` by path prefix, such as `/api/petitions`; `/` must be among them.

        An app that answers on several is called by the first that is named.
        """
        named: dict[int, tuple[str, FastAPI]] = {}
        for prefix, app in apps.items():
            named.setdefault(id(app), (prefix.rpartition("/")[2] or "reporting", app))
        self._named = list(named.values())
        self._apps = sorted(apps.items(), key=lambda item: -len(item[0]))
        self._lifespan = Starlette(lifespan=self._run_all)

    @asynccontextmanager
    async def _run_all(self, _: Starlette) -> AsyncGenerator[None, None]:
        async with AsyncExitStack() as stack:
            # An app may answer on several prefixes; it is started once.
            for _name, app in self._named:
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    async def _ready(self) -> JSONResponse:
        """Ready when all four are; names what keeps which from its work."""
        found = await asyncio.gather(*(troubles(app.state.access.engine) for _, app in self._named))
        trouble = {name: one for (name, _), one in zip(self._named, found, strict=True) if one}
        if trouble:
            return JSONResponse({"status": "not ready", **trouble}, 503)
        return JSONResponse({"status": "ready"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
            return
        path = scope["path"]
        if path == READY:
            await (await self._ready())(scope, receive, send)
            return
        for prefix, app in self._apps:
            if prefix == "/" or path == prefix or path.startswith(prefix + "/"):
                await app(scope, receive, send)
                return
