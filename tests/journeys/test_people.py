"""A person is let in by name: reads in a browser with their password, and is shut out again."""

from collections.abc import Callable

import httpx

from tests.journeys.conftest import Up

NAME, UNIT = "Nguyễn Thị An", "so-xay-dung"


def read(platform: Up, password: str) -> int:
    """How a browser that sends this password is answered."""
    return httpx.get(f"{platform.http}/api/petitions", auth=(NAME, password), timeout=30).status_code


def test_a_person_signs_in_with_the_password_that_was_shown_once(up: Callable[..., Up]) -> None:
    platform = up()
    for unknown in (("token", "add", "xa-moi"), ("publish", "-", "--as", "xa-moi")):
        refused = platform.run(*unknown, given="{}")
        assert (refused.code, "xa-moi is no unit" in refused.err) == (2, True), refused.err
    made = platform.said("user", "add", f"  {NAME} ", "--unit", UNIT)
    assert (made["name"], made["role"], made["unit_id"], made["days"]) == (NAME, "officer", UNIT, 365)
    (listed,) = platform.said("token", "list")
    assert (listed["id"], listed["note"], listed["role"]) == (made["id"], NAME, "officer")
    assert made["password"] not in str(listed)
    assert [read(platform, password) for password in (made["password"], "no-such-password")] == [200, 401]
    assert platform.run("token", "revoke", made["id"]).code == 0
    assert read(platform, made["password"]) == 401
