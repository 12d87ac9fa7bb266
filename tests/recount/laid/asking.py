"""How is the platform asked? By `GET` as of a moment, and by what was known at another if that is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.recount.oracle.instants import instant, micros

Get = Callable[..., Any]
Answers = dict[tuple[str, ...], dict[str, Any]]
"""By place: what is said there, field by field."""


@dataclass(frozen=True)
class Ask:
    """The questions of one comparison."""

    get: Get
    known_at: str | None = None

    def __call__(self, path: str, as_of: str, **more: Any) -> Any:
        known = {"known_at": self.known_at} if self.known_at else {}
        return self.get(path, as_of=as_of, **known, **more)

    def items(self, path: str, as_of: str, **more: Any) -> Iterator[dict[str, Any]]:
        """Of all pages."""
        asked: dict[str, Any] = {"limit": 1_000, **more}
        while True:
            page = self(path, as_of, **asked)
            yield from page["items"]
            if not page.get("next_cursor"):
                return
            asked["cursor"] = page["next_cursor"]


def said(moment: str | None) -> int | None:
    """A moment as either side has it, to the microsecond."""
    return micros(instant(moment)) if moment else None


def to_micros(moment: int | None) -> int | None:
    return None if moment is None else micros(moment)
