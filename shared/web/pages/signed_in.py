"""Who sits before a page that is one unit's, and is this form one that was made for them?

A browser shows the password with every request, one that another site caused too. So an act takes besides
what only a page made for this person has: a code by the password, over the form's key and what it is about.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from fastapi import Request

from shared.database.credentials import Role
from shared.web.access import NAMES, Access, Caller, typed_in, who_are_you
from shared.web.pages.forms import Entered, Field, read_form
from shared.web.problems import Problem

PROOF = Field("chung-thuc", "", "")
OF_A_UNIT = (Role.OFFICER, Role.AGENCY)
SCHEMES = ("http", "https")
"""Which of them a browser spoke is known to whoever ended its TLS."""
OURS = ("same-origin", "none")
"""What a browser says of a request that no other site caused."""
FORGED = (
    "Biểu mẫu này không phải do trang của nền tảng lập cho mật khẩu đang dùng, hoặc được gửi từ trang khác; "
    "chưa có gì được ghi nhận. Xin mở lại trang có biểu mẫu và nhập lại."
)
CALLED = "Trang của cán bộ đơn vị"
NOT_THEIRS = (
    "Trang này dành cho cán bộ của đơn vị tổ chức đối thoại, giải quyết kiến nghị. Mật khẩu đang dùng là "
    "của {}; muốn vào bằng mật khẩu khác, xin đóng trình duyệt rồi mở lại."
)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has this password; whose it is says the database (`unit_of`)."""

    password: str = field(repr=False)

    def proof(self, key: str, about: str) -> str:
        """What a form with this key, about this, brings back: nobody makes it who has not the password."""
        said = f"{key}\0{about}".encode()
        return hmac.new(self.password.encode(), said, hashlib.sha256).hexdigest()

    async def unit_of(self, access: Access) -> str:
        """The unit for which this person speaks; a 401 or 403 problem if that is none."""
        caller = await self.caller(access, OF_A_UNIT, CALLED, NOT_THEIRS)
        if caller.unit_id is None:
            raise _not_theirs(caller, CALLED, NOT_THEIRS)
        return caller.unit_id

    async def caller(self, access: Access, roles: Collection[Role], called: str, not_theirs: str) -> Caller:
        """Whose password it is; a 401 problem if nobody's, a 403 one, `called` so, if of none of these roles.

        `not_theirs` says whom the page is for, and in `{}` whose the password is.
        """
        caller = await access.caller(self.password)
        if caller.role not in roles:
            raise _not_theirs(caller, called, not_theirs)
        return caller

    async def sent(self, request: Request, fields: Sequence[Field], about: str) -> Entered:
        """The form that this person sent from their own page; a 403 problem if it is none."""
        if not _from_here(request):
            raise _forged()
        form = await read_form(request, (*fields, PROOF))
        shown = form.values[PROOF.name].encode()
        if not hmac.compare_digest(shown, self.proof(form.key, about).encode()):
            raise _forged()
        return form


def person(request: Request) -> Person:
    """Who asks, on loopback as elsewhere; a 401 problem, at which a browser asks them for their password."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    password = given.strip() if scheme.lower() == "bearer" else typed_in(request)
    if not password:
        raise who_are_you("Trang này hỏi mật khẩu của cán bộ; nhập tên nào cũng được.")
    return Person(password)


def _from_here(request: Request) -> bool:
    """Did a page of this address send it, as far as the browser says?

    From a page that tells nobody where it is (`no-referrer`) a browser says `null` for the origin.
    """
    origin, host = request.headers.get("origin", "null"), request.headers.get("host", "")
    if origin != "null" and origin.lower() not in [f"{scheme}://{host.lower()}" for scheme in SCHEMES]:
        return False
    return request.headers.get("sec-fetch-site", OURS[0]) in OURS


def _not_theirs(caller: Caller, called: str, said: str) -> Problem:
    return Problem(403, called, said.format(NAMES[caller.role]))


def _forged() -> Problem:
    return Problem(403, "Biểu mẫu không được nhận", FORGED)
