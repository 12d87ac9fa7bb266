"""A dead letter that an operator mended in the minutes which a restore lost is not open again by it."""

import pytest

from services.petitions.handlers import HANDLES
from shared.messaging.mending import Mending
from tests.builders.envelopes import envelope
from tests.messaging.conftest import House
from tests.messaging.test_mending import ask, fails, listed
from tests.messaging.test_taking_up import (
    AT,
    LEDGER,
    asked,
    kn,
    lived,
    published,
    put_back,
    taken_up,
    told,
)

__all__ = ["lived"]


async def test_a_letter_that_was_retried_in_the_lost_minutes_is_open_no_more(
    lived: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would hold up its subject for ever, and be told once more."""
    with monkeypatch.context() as patch:
        patch.setitem(HANDLES, "PetitionReclassified", fails)
        group = {"petition_id": kn(lived, 1), "group": "land"}
        await told(lived, envelope("PetitionReclassified", lived.unit_id, group, AT))
        await published(lived)
    then = await put_back(lived)
    (letter,) = await listed(lived)
    await ask(lived, "retry", letter)
    await Mending(lived.shop).once()
    await published(lived)

    done = await taken_up(then)
    assert (done.differing, [one.told.fact.name for one in done.retaken]) == ([], ["PetitionReclassified"])
    # Beside what other tests have told of a conference, and this database can't follow.
    letters = [one for one in await listed(then) if one.kind == "dead_letter"]
    settled = [one for one in await listed(then, settled=True) if one.kind == "dead_letter"]
    assert (letters, [(one.state, one.open) for one in settled]) == ([], [("retried", False)])
    assert await then.rows(LEDGER) == await lived.rows(LEDGER)
    await told(then, asked(then, 1))
    assert list((await then.outcomes()).values()).count("waiting") == 1, "kn-2 for its conference"
