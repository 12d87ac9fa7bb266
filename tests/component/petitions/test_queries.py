"""A list of petitions costs the same statements whatever its length: none is asked a row."""

import httpx

from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_filing import BODY, PATH
from tests.component.petitions.test_listing import ten

__all__ = ["ten"]
AT_MOST = {PATH: 2, f"{PATH}?unit_id=so-xay-dung&state=pending": 2, f"{PATH}/kn-0": 3}


async def test_lists_and_pages_of_petitions_are_answered_with_two_or_three_statements(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    filed = (await web.post(PATH, json=BODY)).json()
    for path, most in {**AT_MOST, f"{PATH}/track/{filed['tracking_code']}": 4}.items():
        for limit in ("1", "100"):
            with statements() as found:
                answer = await web.get(path, params={"limit": limit} if path == PATH else None)
            assert answer.status_code == 200, answer.text
            assert len(found) <= most, (path, found)


async def test_a_petition_filed_alone_costs_as_many_statements_as_the_parts_it_is_stored_in(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    with statements() as found:
        assert (await web.post(PATH, json=BODY)).status_code == 201
    written = [statement for statement in found if statement.lstrip().startswith(("INSERT", "UPDATE"))]
    assert len(written) <= 7, written
    assert len(found) <= 14, found
