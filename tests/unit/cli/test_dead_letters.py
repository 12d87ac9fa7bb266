"""Which records does an operator mean? What is named and is not there is a failure, not nothing to do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cli.dead_letters import chosen
from cli.failure import Failure
from shared.messaging.operators_queue import Kept


def waiting(offset: int, subject: str, cause: str) -> Kept:
    return Kept(
        service="petitions", kind="dead_letter", place=("doithoai.inbound.so-xay-dung.petitions", 0, offset),
        subject=subject, cause=cause, state="open", attempts=1, asked=None, asked_by=None, asked_why=None,
        recorded_at=datetime(2025, 3, 3, tzinfo=UTC), settled_at=None, type=None, event_id=None, behind=0,
    )  # fmt: skip


WAITING = [waiting(1, "petition/kn-1", "KeyError: group"), waiting(2, "conference/hn-1", "TypeError")]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"cause": "KeyError"}, [1]),
        ({"subject": "conference/hn-1"}, [2]),
        ({"cause": "KeyError", "subject": "conference/hn-1"}, [1, 2]),
        ({"everything": True}, [1, 2]),
        ({"names": [WAITING[1].name]}, [2]),
    ],
)
def test_what_an_option_or_a_name_says_is_chosen(options: dict[str, Any], found: list[int]) -> None:
    assert [one.place[2] for one in asked(WAITING, **options)] == found


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cause": "Nope"}, "--cause: nothing waits for a cause that begins with 'Nope'"),
        (
            {"cause": "KeyError", "subject": "kn-1"},
            "--subject: nothing waits that is about 'kn-1': a subject",
        ),
        ({"subject": "kn-1"}, "petition/ID, conference/ID or unit/ID"),
        ({"names": ["petitions:nothing/0/0"]}, "NAMES: no such record waits"),
        ({}, "NAMES: name records"),
    ],
)
def test_what_nothing_that_waits_is_meant_by_is_a_failure_that_says_so(
    options: dict[str, Any], said: str
) -> None:
    with pytest.raises(Failure) as failure:
        asked(WAITING, **options)
    assert failure.value.code == 2
    assert said in str(failure.value)


def test_all_of_nothing_is_nothing_to_do() -> None:
    assert asked([], everything=True) == []


def asked(
    kept: list[Kept],
    names: list[str] | None = None,
    cause: str | None = None,
    subject: str | None = None,
    everything: bool = False,
) -> list[Kept]:
    return chosen(kept, names, cause, subject, everything)
