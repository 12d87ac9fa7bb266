"""The rehearsal of a lost Kafka: nothing is begun anew in silence, and the databases tell everything again.

docs/runbooks/restore.md, step by step, on real servers.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Up
from tests.journeys.test_restoring import (
    NOW,
    SAMPLE,
    audited,
    drained,
    facts,
    receipts_of_units,
    refused_to_start,
    shell,
)


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_a_platform_whose_kafka_is_gone_is_refused_and_afterwards_tells_every_fact_again(
    up: Callable[..., Up], tmp_path: Path
) -> None:
    lines = SAMPLE.read_text("utf-8").splitlines()[:600]
    platform = up(now=NOW)
    platform.said("publish", "-", "--timeout", "20", given="\n".join(lines[:400]))
    drained(platform)
    told, overdue = facts(platform), platform.said("overdue")
    assert platform.stop() == 0
    kafka = platform.data_dir / "kafka"
    kafka.rename(tmp_path / "taken-out")

    said = refused_to_start(platform.data_dir, tmp_path / "backups")
    assert "doithoai tell-again" in said
    assert "docs/runbooks/restore.md" in said
    again = shell(platform.data_dir, "tell-again")
    assert sum(one["facts"] for one in again.values()) == len(told)

    platform = up(now=NOW, data_dir=platform.data_dir)
    drained(platform)
    audited(platform)
    assert sorted(facts(platform)) == sorted(told)
    assert receipts_of_units(platform) == []
    assert {row["deadline_id"] for row in platform.said("overdue")["items"]} == {
        row["deadline_id"] for row in overdue["items"]
    }
    # What is sent once more is a repeat, what is new is taken in.
    platform.said("publish", "-", "--timeout", "20", given="\n".join(lines[300:]))
    drained(platform)
    audited(platform)
    assert len(facts(platform)) > len(told)
    assert platform.stop() == 0
