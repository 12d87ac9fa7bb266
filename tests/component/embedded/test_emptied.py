"""Which brokers may come back with an empty disk? A minority, once the others agree."""

from pathlib import Path

import pytest

from deploy.embedded import emptied
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.kafka_settings import Node


@pytest.fixture
def three(tmp_path: Path) -> list[Node]:
    """Nothing of them has been made yet."""
    return [Node(number, 1, 2, tmp_path / str(number)) for number in (1, 2, 3)]


def has_metadata(*nodes: Node) -> None:
    for node in nodes:
        (node.data / emptied.METADATA).mkdir(parents=True)
        for name in ("quorum-state", "00000000000000000000.log"):
            (node.data / emptied.METADATA / name).touch()


def test_who_begins_has_lost_nothing(three: list[Node]) -> None:
    assert emptied.emptied(three, began=False) == []
    # Given up in the middle of its first start.
    has_metadata(three[0])
    assert emptied.emptied(three, began=False) == []


def test_one_of_three_comes_back_also_where_it_was_not_noted_that_they_worked(three: list[Node]) -> None:
    has_metadata(*three[:2])
    assert emptied.emptied(three, began=True) == [three[2]]
    (three[0].data / "doithoai.petitions.v1-0").mkdir()
    assert emptied.emptied(three, began=False) == [three[2]]


def test_who_has_formatted_its_disk_and_nothing_more_has_lost_what_it_had(three: list[Node]) -> None:
    has_metadata(*three[:2])
    three[2].data.mkdir(parents=True)
    (three[2].data / "meta.properties").touch()
    assert emptied.emptied(three, began=True) == [three[2]]


@pytest.mark.parametrize("gone", ["quorum-state", "00000000000000000000.log"])
def test_a_folder_of_metadata_with_half_of_it_gone_is_none(three: list[Node], gone: str) -> None:
    has_metadata(*three)
    (three[0].data / emptied.METADATA / gone).unlink()
    assert emptied.emptied(three, began=True) == [three[0]]


def test_who_was_given_up_while_it_came_back_votes_no_sooner_than_before(three: list[Node]) -> None:
    has_metadata(*three)
    emptied.comes_back(three[1])
    assert emptied.emptied(three, began=True) == [three[1]]
    emptied.is_back(three[1])
    assert emptied.emptied(three, began=True) == []


@pytest.mark.parametrize("left", [0, 1])
def test_without_a_majority_that_kept_its_disks_nobody_starts(three: list[Node], left: int) -> None:
    has_metadata(*three[:left])
    with pytest.raises(EmbeddedStackError, match=rf"no majority .*{three[2].data} of 3 hold nothing"):
        emptied.emptied(three, began=True)
