"""What is a compiled summary (R20, R29)? A quarter's rows and the petitions behind them, frozen under their
hashes.

Canonical: JSON with sorted keys, no spaces, UTF-8 unescaped, so that anyone can compute the same sha256.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.summary import SECTIONS, QuarterSummary
from shared.clock import local_moment
from shared.dialogue.readings import LEFT_OUT_OF_RECEIVED

COUNTED: tuple[str, ...] = (
    "received", "resolved", "transferred", "awaiting_direction", "pending", "overdue", "refused", "withdrawn",
)  # fmt: skip

Row = Mapping[str, Any]
Standing = Mapping[str, Any]
"""How a petition counts (`COUNTING`), and what the list behind the form says of it besides."""
COUNTING = ("conference_id", "group", "state", "overdue")
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Inconsistent(Exception):
    """The petitions don't add up to the rows: nothing is frozen that contradicts itself."""


class Altered(Exception):
    """What is stored is not what was frozen."""


@dataclass(frozen=True, slots=True)
class Head:
    """Which edition it is, of when, and what it comes to."""

    quarter: str
    number: int
    as_of: datetime
    known_at: datetime
    compiled_at: datetime
    totals: Mapping[str, int]
    sha256: str
    """Of the canonical rows."""

    def head(self) -> dict[str, Any]:
        """Everything but the rows."""
        return {
            "quarter": self.quarter,
            "edition": self.number,
            "as_of": local_moment(self.as_of),
            "known_at": local_moment(self.known_at),
            "compiled_at": local_moment(self.compiled_at),
            "totals": dict(self.totals),
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Edition(Head):
    """One frozen summary, as it was compiled."""

    rows: Sequence[Row]
    petitions: Mapping[str, Standing]
    petitions_sha256: str

    def to_json(self) -> dict[str, Any]:
        """The edition in the shape of the summary it froze."""
        found = [(section, [row for row in self.rows if row["section"] == section]) for section in SECTIONS]
        told = [
            {"section": section, "rows": rows, "totals": added_up(rows, COUNTED)} for section, rows in found
        ]
        return {**self.head(), "sections": told}

    def verified(self) -> "Edition":
        """Itself; Altered if its rows, petitions or totals are not those that were frozen."""
        for what, hashed, told in (
            ("rows", canonical_sha256(self.rows), self.sha256),
            ("petitions", canonical_sha256(self.petitions), self.petitions_sha256),
            ("totals", added_up(self.rows, COUNTED), dict(self.totals)),
        ):
            if hashed != told:
                raise Altered(f"the {what} of edition {self.number} of {self.quarter} were altered")
        return self


def frozen(
    summary: QuarterSummary, lines: Iterable[PetitionLine], number: int, compiled_at: datetime
) -> Edition:
    """The edition of `summary`; Inconsistent if the petitions behind it don't add up to its rows."""
    told = summary.to_json()
    rows = _rows(told)
    petitions = {line.petition_id: _standing(line) for line in lines}
    counted = _counted(petitions.values())
    if counted != told["totals"]:
        raise Inconsistent(f"{summary.quarter}: petitions {counted}, rows {told['totals']}")
    return Edition(
        quarter=summary.quarter,
        number=number,
        as_of=summary.as_of,
        known_at=summary.known_at,
        compiled_at=compiled_at,
        rows=rows,
        petitions=petitions,
        totals=told["totals"],
        sha256=canonical_sha256(rows),
        petitions_sha256=canonical_sha256(petitions),
    )


def rows_sha256(summary: QuarterSummary) -> str:
    """The hash that an edition of this summary would have: another one, another figure."""
    return canonical_sha256(_rows(summary.to_json()))


def _rows(told: Mapping[str, Any]) -> list[Row]:
    return [row for section in told["sections"] for row in section["rows"]]


def _standing(line: PetitionLine) -> Standing:
    days = {"received_on": line.received_on, "due_on": line.due_on, "answered_on": line.answered_on}
    return {
        "conference_id": line.conference_id,
        "group": line.group,
        "state": line.state,
        "overdue": line.overdue,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "document": line.document,
    }


def counting(standing: Standing | None) -> Standing | None:
    """Of a petition's standing what its figures hang on."""
    return {name: standing[name] for name in COUNTING} if standing else None


def _counted(petitions: Iterable[Standing]) -> dict[str, int]:
    found = dict.fromkeys(COUNTED, 0)
    for each in petitions:
        found[each["state"]] += 1
        if each["state"] not in LEFT_OUT_OF_RECEIVED:
            found["received"] += 1
            found["overdue"] += each["overdue"]
    return found


def added_up(rows: Iterable[Row], names: Iterable[str]) -> dict[str, int]:
    """The sum of each of these figures over the rows."""
    kept = list(rows)
    return {name: sum(row[name] for row in kept) for name in names}


def canonical_sha256(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """The hash of a JSON value in its canonical form.

    Member by member: one call that writes out a hundred thousand holds the interpreter, in a thread too.
    """
    if isinstance(value, Mapping):
        ends = b"{}"
        members = (f"{_canonical(name)}:{_canonical(value[name])}" for name in sorted(value))
    else:
        ends = b"[]"
        members = map(_canonical, value)
    found = hashlib.sha256(ends[:1])
    for place, member in enumerate(members):
        found.update((f",{member}" if place else member).encode())
    found.update(ends[1:])
    return found.hexdigest()
