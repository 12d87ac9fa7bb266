"""What came in the sample that should not have, and what is to be said of each?"""

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deploy.sample.ledger import Data
from deploy.sample.publication import Published
from deploy.sample.themes import code
from shared.events.catalogue import type_of

_TIME = "2024-06-03T09:15:00+07:00"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One record: on whose topic, after which line of the year, and the receipt that it earns."""

    unit_id: str
    service: str
    value: bytes
    why: str
    reason: str | None
    """None: it waits for what never comes."""
    after_line: int

    def entry(self) -> Data:
        """The record as the file of bad records keeps it: as text, or base64 where it is none."""
        try:
            raw = {"raw": self.value.decode("utf-8")}
        except UnicodeDecodeError:
            raw = {"raw_base64": b64encode(self.value).decode("ascii")}
        return {
            "topic_unit": self.unit_id,
            "service": self.service,
            "after_line": self.after_line,
            "expect": "rejected" if self.reason else "waiting",
            "reason": self.reason,
            "why": self.why,
            **raw,
        }


class Workshop:
    """Makes bad records out of the good ones."""

    def __init__(self, lines: list[Published]) -> None:
        self.lines = lines
        self.made: list[Hostile] = []

    def add(
        self,
        unit_id: str,
        service: str,
        reason: str | None,
        why: str,
        value: bytes | Data,
        *,
        after: int | None = None,
    ) -> None:
        """`after` is a line; without it the record comes somewhere in the year."""
        raw = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        place = after if after is not None else (len(self.made) + 1) * len(self.lines) // 27
        self.made.append(Hostile(unit_id, service, raw, why, reason, place))

    def envelope(self, unit_id: str, name: str, data: Data, **attributes: Any) -> Data:
        """A CloudEvent of the unit under a number of its own; an attribute given as None is left out."""
        whole = {
            "specversion": "1.0",
            "id": f"{code(unit_id)}-x{len(self.made) + 1:02d}",
            "source": f"/units/{unit_id}",
            "type": type_of(name),
            "time": _TIME,
            "data": data,
        }
        return {key: value for key, value in (whole | attributes).items() if value is not None}

    def last_line(self, key: str, subject: str) -> int:
        """The line after which everything about the conference or petition has been published."""
        return 1 + max(at for at, each in enumerate(self.lines) if each.event.data.get(key) == subject)

    def some(self, name: str, nth: int) -> Published:
        """The nth published event of that name."""
        return [each for each in self.lines if each.event.name == name and not each.repeat][nth]


def at(moment: datetime, **later: int) -> str:
    """A moment so much later, as an envelope has it."""
    return (moment + timedelta(**later)).isoformat()
