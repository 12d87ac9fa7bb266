"""Who may ask what: no token, a forged, a revoked, an expired one, another role's, and on this machine."""

import base64

from shared.database.credentials import Role, digest_of, new_token
from tests.component.web.conftest import ELSEWHERE, Door

MAY: dict[Role, set[str]] = {
    Role.AGENCY: {"/unit", "/agency", "/figures", "/open"},
    Role.OFFICER: {"/unit", "/figures", "/open"},
    Role.DPI: {"/dpi", "/figures", "/open"},
    Role.OPERATOR: {"/operator", "/dpi", "/figures", "/open"},
}


async def test_without_a_token_one_is_asked_for_it_and_told_how(door: Door) -> None:
    for path in ("/operator", "/unit", "/agency"):
        answer = await door.ask(path)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        # Two lines: of two schemes on one Chromium reads the first alone, and asks nobody for a password.
        asked = answer.headers.get_list("www-authenticate")
        assert asked == ['Bearer realm="doithoai"', 'Basic realm="doithoai", charset="UTF-8"']


async def test_what_is_no_token_of_ours_is_refused_even_where_none_is_asked_for(door: Door) -> None:
    for said in (
        f"Bearer {new_token()}",
        "Bearer ",
        "Bearer x",
        "Bearer " + "x" * 5000,
        "Bearer Đá",
        "Basic eA",
    ):
        answer = await door.ask("/figures", said)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers.get_list("www-authenticate")[0]


async def test_a_person_reads_with_the_token_as_a_password_and_acts_with_it_nowhere(door: Door) -> None:
    token = await door.token(Role.DPI)
    typed = {said: base64.b64encode(said.encode()).decode() for said in (f"dpi:{token}", token, "dpi:dt_x")}
    answers = [
        (await door.ask("/figures", f"Basic {given}", client=ELSEWHERE)).status_code
        for given in typed.values()
    ]
    assert answers == [200, 401, 401]
    given = typed[f"dpi:{token}"]
    assert (await door.ask("/dpi", f"Basic {given}", client=ELSEWHERE, method="POST")).status_code == 401
    assert (await door.ask("/dpi", f"Bearer {token}", client=ELSEWHERE, method="POST")).status_code == 200


async def test_an_expired_and_a_revoked_token_are_as_good_as_none(door: Door) -> None:
    over, revoked = await door.token(Role.OPERATOR, seconds=-1), await door.token(Role.OPERATOR)
    assert (await door.ask("/operator", f"Bearer {revoked}")).status_code == 200
    await door.run("UPDATE tokens SET revoked_at = now() WHERE digest = $1", digest_of(revoked))
    for token in (over, revoked):
        assert (await door.ask("/operator", f"Bearer {token}")).status_code == 401


async def test_each_role_may_do_its_own_and_no_more(door: Door) -> None:
    paths = ("/operator", "/unit", "/agency", "/dpi", "/figures", "/open")
    for role, may in MAY.items():
        token = await door.token(role, "so-xay-dung" if role in (Role.AGENCY, Role.OFFICER) else None)
        answers = {path: await door.ask(path, f"Bearer {token}", client=ELSEWHERE) for path in paths}
        assert {path for path, answer in answers.items() if answer.status_code == 200} == may
        refused = [answer for answer in answers.values() if answer.status_code != 200]
        assert {answer.status_code for answer in refused} == {403}
        assert all(role.value not in answer.json()["needs"] for answer in refused)


async def test_a_token_speaks_for_its_own_unit(door: Door) -> None:
    token = await door.token(Role.OFFICER, "so-xay-dung")
    assert (await door.ask("/unit", f"Bearer {token}")).json() == {"unit_id": "so-xay-dung"}


async def test_figures_are_open_on_this_machine_in_the_embedded_profile_and_nowhere_else(door: Door) -> None:
    assert (await door.ask("/figures")).status_code == 200
    assert (await door.ask("/dpi")).status_code == 200
    for path in ("/figures", "/dpi"):
        assert (await door.ask(path, client=ELSEWHERE)).status_code == 401
        assert (await door.ask(path, profile_open=False)).status_code == 401
        # A proxy on this machine speaks for people who are elsewhere.
        assert (await door.ask(path, forwarded_for="10.2.3.4")).status_code == 401


async def test_what_is_open_to_all_asks_nobody(door: Door) -> None:
    assert (await door.ask("/open", client=ELSEWHERE, profile_open=False)).status_code == 200


async def test_no_token_is_kept(door: Door) -> None:
    token = await door.token(Role.OPERATOR)
    async with door.engine.connect() as conn:
        kept = (await conn.exec_driver_sql("SELECT t::text FROM tokens t")).scalars().all()
    assert kept
    assert all(token not in row and token.removeprefix("dt_")[:12] not in row for row in kept)
