"""Would the campaign notice? Each mutant runs as the whole platform, and a law says so."""

from pathlib import Path

import pytest

from tests.faults import campaign as campaigns
from tests.faults.drills import DRILLS, FASTEST

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(240)]
SEED, MUCH = 85, 0.15
"""So much poison that every kind is in it."""


EACH = [pytest.param(name, marks=[pytest.mark.fastest] if name in FASTEST else []) for name in DRILLS]


@pytest.mark.parametrize("mutant", EACH)
async def test_a_mutant_is_caught(mutant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What was never sent is waited for in vain.
    monkeypatch.setattr(campaigns, "SETTLED_S", 20.0)
    said: list[str] = []
    async with campaigns.campaign(
        tmp_path, SEED, brokers=1, replicas=1, poisoned=MUCH, mutant=mutant
    ) as running:
        for fault in DRILLS[mutant].faults:
            step = await running.step(fault)
            said += [*step.verdict.lost, *step.verdict.doubled, *step.verdict.miscounted]
            if said:
                break
    wanted = [words for words in (DRILLS[mutant].said, DRILLS[mutant].or_said) if words]
    assert [one for one in said if any(words in one for words in wanted)], said[:20]
