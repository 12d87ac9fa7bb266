"""Many file at once: stored together, each answered for itself; what one brings upon itself is its own."""

import asyncio
from itertools import chain, repeat

import httpx
import pytest

from services.petitions.handlers import file_petition
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_filing import BODY, PATH, stored

MANY = 30


async def _after(passes: int, web: httpx.AsyncClient) -> httpx.Response:
    """Files when the loop has passed so often: who is read later than others is seen later."""
    for _ in range(passes):
        await asyncio.sleep(0)
    return await web.post(PATH, json=BODY)


async def test_those_who_file_at_once_share_one_transaction_and_each_gets_its_own_petition(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    assert (await web.post(PATH, json=BODY)).status_code == 201
    with statements() as alone:
        assert (await web.post(PATH, json=BODY)).status_code == 201
    with statements() as together:
        answers = await asyncio.gather(*(_after(passes, web) for passes in range(MANY)))
    assert {answer.status_code for answer in answers} == {201}
    ids = {answer.json()["petition_id"] for answer in answers}
    assert len(ids) == MANY
    assert ids < {petition_id for petition_id, *_ in await stored(petitions)}
    codes = await petitions.rows("SELECT petition_id, tracking_code FROM tracking")
    assert {(a.json()["petition_id"], a.json()["tracking_code"]) for a in answers} < set(codes)
    # The first to come does not go alone: who is being read meanwhile goes with it.
    assert len(together) == len(alone)


async def test_who_files_with_an_unknown_conference_is_told_so_among_others_who_are_stored(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    bodies = [BODY | {"conference_id": f"hn-{1 + number % 2}"} for number in range(MANY)]
    answers = await asyncio.gather(*(web.post(PATH, json=body) for body in bodies))
    assert [answer.status_code for answer in answers] == [201, 404] * (MANY // 2)
    assert len(await stored(petitions)) == MANY // 2


async def test_the_same_key_at_once_is_one_petition_and_one_answer(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    keys = [{"Idempotency-Key": f"k-{number % 3}"} for number in range(MANY)]
    answers = await asyncio.gather(*(web.post(PATH, json=BODY, headers=key) for key in keys))
    assert {answer.status_code for answer in answers} == {201}
    for number in range(3):
        assert len({answer.text for answer in answers[number::3]}) == 1
    assert len(await stored(petitions)) == 3


async def test_what_keeps_one_from_being_stored_costs_the_others_nothing(
    petitions: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are given one tracking code: only one of them can be stored."""
    await petitions.know()
    fresh = file_petition.new_tracking_code
    codes = chain(["AAAA-BBBB-CCC2"] * 2, (made() for made in repeat(fresh)))
    monkeypatch.setattr(file_petition, "new_tracking_code", lambda: next(codes))
    answers = await asyncio.gather(*(web.post(PATH, json=BODY) for _ in range(MANY)))
    told = sorted(answer.status_code for answer in answers)
    assert told == [201] * (MANY - 1) + [503]
    assert {p for p, *_ in await stored(petitions)} == {
        answer.json()["petition_id"] for answer in answers if answer.status_code == 201
    }
