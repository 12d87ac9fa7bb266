"""Makes the sample year, the same every time: `python -m deploy.sample.generate`; `--check` compares.

No real person, business or petition is in it: names come from word lists, numbers from seeded draws.
"""

import json
import sys
from collections import Counter

from deploy.sample.conferences import hold
from deploy.sample.corrections import correct
from deploy.sample.files import BAD, EXPECTED, HERE, YEAR
from deploy.sample.hostile import Hostile
from deploy.sample.hostile_records import hostile
from deploy.sample.ledger import Data, Ledger
from deploy.sample.petitions import petition_for
from deploy.sample.plans import submit_plans
from deploy.sample.publication import Published, published
from deploy.sample.reported import report_figures
from deploy.sample.year import conferences
from shared import units, working_days


def tell_the_year() -> Ledger:
    """Everything that happened, in no particular order."""
    ledger = Ledger(units.shipped(), working_days.shipped())
    planned = conferences()
    submit_plans(ledger, planned)
    for each in planned:
        petition_for(ledger, hold(ledger, each))
    report_figures(ledger)
    correct(ledger)
    return ledger


def files() -> dict[str, str]:
    """The sample's files by name."""
    lines = published(tell_the_year().events)
    bad = hostile(lines)
    return {
        YEAR: "".join(f"{each.line}\n" for each in lines),
        BAD: _pretty([each.entry() for each in bad]),
        EXPECTED: _pretty(_expected(lines, bad)),
    }


def _expected(lines: list[Published], bad: list[Hostile]) -> Data:
    """What the platform must say in the end, as far as the sample's author knows it."""
    first = [each.event for each in lines if not each.repeat]
    reasons = Counter(each.reason for each in bad if each.reason)
    petitions = Counter(event.unit_id for event in first if event.name == "PetitionReceived")
    return {
        "records": len(lines) + len(bad),
        "by_outcome": {
            "accepted": len(first),
            "duplicate": len(lines) - len(first),
            "rejected": reasons.total(),
            "waiting": len(bad) - reasons.total(),
        },
        "rejected_by_reason": dict(sorted(reasons.items())),
        "accepted_by_event": dict(sorted(Counter(event.name for event in first).items())),
        "petitions": petitions.total(),
        "petitions_by_unit": dict(sorted(petitions.items())),
        "conferences": sum(event.name == "ConferenceScheduled" for event in first),
    }


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the files, or with `--check` says which are not current."""
    if arguments not in ([], ["--check"]):
        print(f"usage: generate [--check], not {' '.join(arguments)}", file=sys.stderr)
        return 2
    stale = [name for name, text in files().items() if not _is(name, text)]
    if arguments:
        for name in stale:
            print(f"deploy/sample/{name} is not what the script makes", file=sys.stderr)
        return 1 if stale else 0
    for name, text in files().items():
        (HERE / name).write_text(text, encoding="utf-8")
    print(f"written: {', '.join(stale) or 'nothing new'}")
    return 0


def _is(name: str, text: str) -> bool:
    path = HERE / name
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
