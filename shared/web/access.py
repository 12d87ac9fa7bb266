"""Who asks, and may they? `Depends(operator_only)` on a route; a unit is its token's, never the payload's.

Reading figures is open on loopback in the embedded profile; acting for somebody always takes a token.
"""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.credentials import Role, find_token
from shared.web.problems import Problem

REALM = 'Bearer realm="doithoai"'
ASK_A_PERSON = 'Basic realm="doithoai", charset="UTF-8"'
"""Makes a browser ask whoever sits before it: any name, and the token as the password."""
READS = ("GET", "HEAD")
FORWARDED = ("forwarded", "x-forwarded-for")
"""A proxy on this machine speaks from loopback for people who are elsewhere."""
MAX_TOKEN = 200
NAMES = {
    Role.AGENCY: "hệ thống của đơn vị",
    Role.OFFICER: "cán bộ của đơn vị",
    Role.DPI: "cơ quan đầu mối tổng hợp",
    Role.OPERATOR: "người vận hành",
}
Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="made by `doithoai token add`")),
]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; `unit_id` is set for the roles that speak for a unit."""

    id: str
    role: Role
    unit_id: str | None


@dataclass(frozen=True, slots=True)
class Access:
    """How one service's web side tells who asks: by its own database."""

    engine: AsyncEngine
    open_on_loopback: bool
    """The embedded profile: figures are read on this machine without a login."""

    async def caller(self, token: str) -> Caller:
        """Who holds this token; a 401 problem if it is none of ours, or no longer."""
        if not 0 < len(token) <= MAX_TOKEN:
            raise who_are_you("Mã truy cập không hợp lệ.", invalid=True)
        async with self.engine.connect() as conn:
            found = await find_token(conn, token)
        if found is None or found.revoked:
            raise who_are_you("Mã truy cập không hợp lệ hoặc đã bị thu hồi.", invalid=True)
        if found.expired:
            raise who_are_you("Mã truy cập đã hết hạn.", invalid=True)
        return Caller(found.id, found.role, found.unit_id)

    def open_to(self, request: Request) -> bool:
        """May this request read without saying who asks?"""
        return self.open_on_loopback and _is_local(request)


Guard = Callable[[Request, Bearer], Awaitable[Caller]]


def needs(*roles: Role) -> Guard:
    """A dependency that lets these roles through, and says who it is."""

    async def guard(request: Request, bearer: Bearer) -> Caller:
        caller = await _caller(request, bearer)
        if caller is None:
            raise who_are_you("Cần mã truy cập.")
        return _allowed(caller, roles)

    return guard


def needs_or_here(*roles: Role) -> Callable[[Request, Bearer], Awaitable[Caller | None]]:
    """The same, and whoever sits at this machine in the embedded profile: for what binds no unit."""

    async def guard(request: Request, bearer: Bearer) -> Caller | None:
        caller = await _caller(request, bearer)
        if caller is not None:
            return _allowed(caller, roles)
        if not _access(request).open_to(request):
            raise who_are_you("Cần mã truy cập.")
        return None

    return guard


operator_only = needs(Role.OPERATOR)
unit_only = needs(Role.AGENCY, Role.OFFICER)
"""Whoever speaks for a unit: `caller.unit_id` is set."""
agency_only = needs(Role.AGENCY)
dpi_or_here = needs_or_here(Role.DPI, Role.OPERATOR)
reading = needs_or_here(*Role)
"""Figures that are public or aggregate: any login; none on loopback in the embedded profile."""


def _access(request: Request) -> Access:
    return request.app.state.access


async def _caller(request: Request, bearer: HTTPAuthorizationCredentials | None) -> Caller | None:
    """Who the token says it is, looked up once a request; None where none was sent."""
    # A browser shows its password with every request, one that another site caused too: to read with alone.
    typed = typed_in(request) if request.method in READS else None
    token = bearer.credentials if bearer else typed
    if token is None:
        if request.headers.get("authorization"):
            raise who_are_you("Chỉ nhận Authorization: Bearer; để xem, cả Basic.", invalid=True)
        return None
    if not hasattr(request.state, "caller"):
        request.state.caller = await _access(request).caller(token)
    return request.state.caller


def typed_in(request: Request) -> str | None:
    """The token that a person gave their browser as a password: by itself to read with, never to act by."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, colon, token = base64.b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        return None
    return token if colon else None


def _allowed(caller: Caller, roles: tuple[Role, ...]) -> Caller:
    if caller.role in roles:
        return caller
    wanted = " hoặc ".join(f"{NAMES[role]} ({role.value})" for role in roles)
    more: dict[str, Any] = {"needs": [role.value for role in roles]}
    challenges = (f'{REALM}, error="insufficient_scope"',)
    raise Problem(403, "Không đủ quyền", f"Việc này cần quyền của {wanted}.", challenges=challenges, **more)


def who_are_you(detail: str, *, invalid: bool = False) -> Problem:
    """The 401 problem, with what may be shown instead."""
    realm = f'{REALM}, error="invalid_token"' if invalid else REALM
    return Problem(401, "Chưa xác thực", detail, challenges=(realm, ASK_A_PERSON))


def _is_local(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
