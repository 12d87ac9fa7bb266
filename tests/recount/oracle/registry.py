"""Which units are there, when are they valid, what are they called, and who follows them (R6)?"""

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "shared" / "units" / "data" / "units.json"


class Registry:
    """The units of the shipped file, by their ids."""

    def __init__(self) -> None:
        listed = json.loads(DATA.read_text("utf-8"))["units"]
        self.units: dict[str, dict[str, Any]] = {unit["id"]: unit for unit in listed}

    def valid(self, unit_id: str, day: date) -> bool:
        """Both bounds included."""
        unit = self.units.get(unit_id)
        if unit is None:
            return False
        until = unit["valid_to"]
        return date.fromisoformat(unit["valid_from"]) <= day and (
            until is None or day <= date.fromisoformat(until)
        )

    def with_topics(self) -> list[str]:
        """Those that have topics of their own, abolished ones included."""
        kinds = ("department", "central_agency", "district")
        return [unit_id for unit_id, unit in self.units.items() if unit["kind"] in kinds]

    def section(self, unit_id: str) -> str:
        return str(self.units[unit_id]["section"])

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {unit["name"]: unit_id for unit_id, unit in self.units.items()}

    def named(self, text: str) -> str | None:
        """The unit of that id or exact name; other text names nobody."""
        return text if text in self.units else self._by_name.get(text)

    def name_on(self, unit_id: str, day: date) -> str:
        """What it is called on that day; of one that is no more, what it was called last."""
        unit = self.units[unit_id]
        if unit["valid_to"]:
            day = min(day, date.fromisoformat(unit["valid_to"]))
        for former in unit["name_history"]:
            since, until = former["valid_from"], former["valid_to"]
            if (since is None or since <= str(day)) and (until is None or str(day) <= until):
                return str(former["name"])
        return str(unit["name"])

    def holder(self, unit_id: str, day: date) -> str:
        """R6: who has on that day what the unit left open: its one heir, theirs; of a split nobody decided,
        the unit that was split.
        """
        unit = self.units[unit_id]
        ended = unit["valid_to"] and date.fromisoformat(unit["valid_to"]) < day
        if not ended or len(unit["successors"]) != 1:
            return unit_id
        return self.holder(unit["successors"][0], day)

    def heirs(self, unit_id: str) -> set[str]:
        """The unit and any successor, theirs included: CONTRACT names no day from which they may act."""
        found = {unit_id}
        queue = [unit_id]
        while queue:
            new = set(self.units.get(queue.pop(), {}).get("successors", ())) - found
            found |= new
            queue += new
        return found
