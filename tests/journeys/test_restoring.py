"""The rehearsal of a restore: PostgreSQL is put back to a moment, Kafka went on; nothing is told twice.

docs/runbooks/restore.md, step by step, on real servers.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy import sample
from shared.clock import Clock
from shared.messaging import topics
from shared.messaging.offsets import Offsets
from shared.messaging.reading import records_between
from tests.builders.envelopes import encoded, envelope, scheduling
from tests.journeys.conftest import Up

SAMPLE = Path(sample.__file__).parent / "year-2024.ndjson"
NOW = "2025-03-03T09:00:00+07:00"
UNIT = "so-tai-chinh"
HOUSEHOLD = {"name": "Hộ Kinh doanh An", "kind": "household", "tax_code": "031099001122"}
CONTACT = {"name": "Anh An", "phone": "0912000111"}
Facts = list[tuple[str, str, int, str]]


def everything(platform: Up, *names: str, pattern: str | None = None) -> list[bytes]:
    """What stands on these topics, by topic, partition and offset."""
    return asyncio.run(_everything(platform.addresses["kafka"]["bootstrap_servers"], names, pattern))


async def _everything(servers: str, names: tuple[str, ...], pattern: str | None) -> list[bytes]:
    async with Offsets(servers) as offsets:
        ends = await offsets.ends(await offsets.partitions(names, pattern))
    found = [r async for several in records_between(servers, {}, ends) for r in several]
    found.sort(key=lambda r: (r.topic, r.partition, r.offset))
    return [record.value or b"" for record in found]


def facts(platform: Up) -> Facts:
    """Every fact: which, of what, with which number, recorded when."""
    told = [json.loads(value) for value in everything(platform, *topics.FACTS.values())]
    return [(one["id"], one["subject"], one["sequence"], one["recordedtime"]) for one in told]


def receipts_of_units(platform: Up) -> list[bytes]:
    """What agencies were told; the platform's own probe goes on being answered."""
    return everything(platform, pattern=r"^doithoai\.receipts\.(?!kiem-tra-nen-tang)")


def drained(platform: Up) -> None:
    assert platform.said("drain", "--timeout", "170")["drained"]


def audited(platform: Up) -> None:
    broken = [law for law in platform.said("audit") if not law["holds"]]
    assert broken == []


class Afterwards:
    """What happens in the minutes that the database will not know."""

    def __init__(self, platform: Up) -> None:
        self.filed: list[str] = []
        self.codes: list[str] = []
        self.registered: list[str] = []
        token = platform.said("token", "add", UNIT, "--officer")["token"]
        with httpx.Client(base_url=platform.http, timeout=60) as client:
            for number in range(3):
                answer = client.post("/api/petitions", json=self._filing(number)).raise_for_status().json()
                self.filed.append(answer["petition_id"])
                self.codes.append(answer["tracking_code"])
            registration = {"business": HOUSEHOLD, "attendees": 2, "contact": CONTACT}
            path = "/api/notices/conferences/hn-dien-tap/registrations"
            self.registered.append(client.post(path, json=registration).json()["registration_id"])
            answer = client.post(
                f"/api/petitions/{self.filed[0]}/answer", headers={"Authorization": f"Bearer {token}"},
                json={"mode": "written", "fully_resolved": True},
            )  # fmt: skip
            self.answered = answer.raise_for_status().json()["event_id"]
            compiled = client.post("/api/reports/quarters/2024-Q1/editions")
            self.edition = compiled.raise_for_status().json()

    @staticmethod
    def _filing(number: int) -> dict[str, Any]:
        return {
            "conference_id": "hn-dien-tap", "group": "procedure", "business": HOUSEHOLD,
            "content": f"Kiến nghị diễn tập {number}", "contact": CONTACT,
        }  # fmt: skip


def refused_to_start(data_dir: Path, backups: Path) -> str:
    """What `up` says when it does not start."""
    env = {**os.environ, "DOITHOAI_BACKUPS": str(backups), "DOITHOAI_NOW": NOW}
    argv = [sys.executable, "-m", "cli", "up", "--port", "0", "--data-dir", str(data_dir)]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stdout
    return done.stderr


def shell(data_dir: Path, *arguments: str, **settings: str) -> Any:
    """What a command prints as JSON where no platform runs."""
    env = {**os.environ, **settings, "DOITHOAI_DATA_DIR": str(data_dir), "DOITHOAI_NOW": NOW}
    argv = [sys.executable, "-m", "cli", *arguments, "--json"]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_a_restore_to_ten_minutes_ago_while_the_bus_went_on_tells_nothing_twice(
    up: Callable[..., Up], tmp_path: Path
) -> None:
    backups, keep = tmp_path / "backups", {"DOITHOAI_BACKUPS": str(tmp_path / "backups")}
    lines = SAMPLE.read_text("utf-8").splitlines()[:1300]
    platform = up(now=NOW, **keep)
    platform.said("publish", "-", "--timeout", "20", given="\n".join(lines[:700]))
    drained(platform)
    platform.said("backup", "--backups", str(backups))
    platform.said("publish", "-", "--timeout", "20", given=encoded(scheduling(UNIT, "hn-dien-tap")).decode())
    drained(platform)
    # The server's, which no rehearsal moves.
    moment = Clock().now().isoformat()
    platform.said("publish", "-", "--timeout", "20", given="\n".join(lines[600:]))
    after = Afterwards(platform)
    drained(platform)
    audited(platform)
    told, receipts = facts(platform), receipts_of_units(platform)
    figures = platform.get("/api/reports/quarters/2024-Q1")
    overdue = platform.said("overdue")
    assert platform.stop() == 0

    shell(platform.data_dir, "restore", "--to", moment, "--backups", str(backups))
    said = refused_to_start(platform.data_dir, backups)
    assert "was put back" in said
    assert "docs/runbooks/restore.md" in said
    taken = shell(platform.data_dir, "take-up", **keep)
    named(taken, after)
    assert sum(len(one["retaken"]) for one in taken.values()) > 500
    assert not [one["differing"] for one in taken.values() if one["differing"]]

    platform = up(now=NOW, data_dir=platform.data_dir, **keep)
    drained(platform)
    audited(platform)
    assert facts(platform) == told
    assert max(Counter(one[:1] for one in facts(platform)).values()) == 1
    told_again = Counter(receipts_of_units(platform)) - Counter(receipts)
    assert not Counter(receipts) - Counter(receipts_of_units(platform)), "what was told stands"
    assert {json.loads(receipt)["outcome"] for receipt in told_again} <= {"waiting"}
    asked = {"as_of": figures["as_of"], "known_at": figures["known_at"]}
    assert platform.get("/api/reports/quarters/2024-Q1", **asked) == figures
    assert platform.get("/api/reports/quarters/2024-Q1/editions/1")["sha256"] == after.edition["sha256"]
    assert {row["deadline_id"] for row in platform.said("overdue")["items"]} >= {
        row["deadline_id"] for row in overdue["items"]
    }
    goes_on(platform, after)
    assert platform.said("rebuild", "reporting", "--timeout", "170")["same"]
    drained(platform)
    audited(platform)
    assert platform.stop() == 0


def named(taken: dict[str, Any], after: Afterwards) -> None:
    """Exactly what is gone is named, and nothing else."""
    lost = {
        (one["name"], one["event_id"]): set(one["lost"])
        for service in ("notices", "petitions")
        for one in taken[service]["retaken"]
        if one["lost"]
    }
    whole = {"idempotency_key", "contact", "household"}
    assert lost == {
        **{
            ("PetitionReceived", f"filed-{id_.removeprefix('kn-')}"): whole | {"tracking_code"}
            for id_ in after.filed
        },
        **{("ParticipantRegistered", id_): whole for id_ in after.registered},
        ("PetitionAnswered", after.answered): {"idempotency_key"},
    }


def goes_on(platform: Up, after: Afterwards) -> None:
    """What comes next follows on what was told: the next number, and the state that everyone knows."""
    with httpx.Client(base_url=platform.http, timeout=60) as client:
        assert client.get(f"/api/petitions/track/{after.codes[0]}").status_code == 404
        rows = client.get("/api/petitions", params={"conference_id": "hn-dien-tap"}).json()["items"]
        states = {row["petition_id"]: row["state"] for row in rows}
    assert states == {after.filed[0]: "resolved", after.filed[1]: "pending", after.filed[2]: "pending"}
    answer = {"petition_id": after.filed[1], "mode": "written", "fully_resolved": True}
    now = platform.get("/api/reports/quarters/2024-Q1")["as_of"]
    event = envelope("PetitionAnswered", UNIT, answer, now)
    counts = platform.said("publish", "-", given=encoded(event).decode())["counts"]
    assert counts == {"accepted": 1}
    drained(platform)
    told = [json.loads(value) for value in everything(platform, topics.FACTS["petitions"])]
    mine = [(one["sequence"], one["causationid"]) for one in told if one["subject"].endswith(after.filed[1])]
    assert mine[1:] == [(2, event["id"])]


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_a_restore_with_the_bus_stopped_at_the_same_moment_needs_no_repair(
    up: Callable[..., Up], tmp_path: Path
) -> None:
    backups, keep = tmp_path / "backups", {"DOITHOAI_BACKUPS": str(tmp_path / "backups")}
    lines = SAMPLE.read_text("utf-8").splitlines()[:300]
    platform = up(now=NOW, **keep)
    platform.said("publish", "-", "--timeout", "20", given="\n".join(lines[:150]))
    platform.said("backup", "--backups", str(backups))
    platform.said("publish", "-", "--timeout", "20", given="\n".join(lines[150:]))
    drained(platform)
    told = facts(platform)
    assert platform.stop() == 0
    shell(platform.data_dir, "restore", "--backups", str(backups))
    platform = up(now=NOW, data_dir=platform.data_dir, **keep)
    drained(platform)
    audited(platform)
    assert facts(platform) == told
    assert platform.stop() == 0
