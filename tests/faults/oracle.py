"""What was each client told? Kept outside the platform, as the clients heard it: the receipts, the 201s."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.story import Told

Place = tuple[str, int, int]
FINAL = frozenset({"accepted", "duplicate", "rejected"})


@dataclass(slots=True)
class Oracle:
    """The clients' own books, of the whole campaign."""

    put: dict[Place, Told] = field(default_factory=dict[Place, Told])
    """What Kafka acknowledged, by where it lies."""
    receipts: dict[Place, list[tuple[str, str | None]]] = field(
        default_factory=lambda: defaultdict[Place, list[tuple[str, str | None]]](list)
    )
    filed: dict[str, str] = field(default_factory=dict[str, str])
    """Petition ids answered with 201, by the key of the request; those filed by a form by their code."""
    registered: dict[str, str] = field(default_factory=dict[str, str])
    typed_in: dict[str, str] = field(default_factory=dict[str, str])
    """Petition ids that an officer's page named."""
    acted: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """What officers were told that it is stored: the subject, and the event that it is."""
    contradictions: list[str] = field(default_factory=list[str])
    """What was said twice and differently."""
    unasked: list[str] = field(default_factory=list[str])
    """What was acknowledged when it must not have been."""

    def heard(self, receipt: Mapping[str, Any]) -> None:
        """A receipt, as an agency reads it on its topic; again if it was sent again."""
        place = (receipt["topic"], receipt["partition"], receipt["offset"])
        self.receipts[place].append((receipt["outcome"], receipt.get("reason")))

    def answered(self, book: dict[str, str], key: str, id_: str) -> None:
        """A request was answered with 201; a retry must be answered the same."""
        if book.setdefault(key, id_) != id_:
            self.contradictions.append(f"{key} was answered {book[key]}, then {id_}")

    def acknowledged(self) -> int:
        """Events and requests of which a client was told that they are taken in."""
        return len(self.accepted()) + len(self.filed) + len(self.registered) + len(self.acted)

    def accepted(self) -> Counter[str]:
        """Event ids told `accepted`, by how many places they were told it of."""
        places = (place for place in self.put if self._final(place) == {("accepted", None)})
        return Counter(str(self.put[place].event_id) for place in places)

    def _final(self, place: Place) -> set[tuple[str, str | None]]:
        return {said for said in self.receipts.get(place, []) if said[0] in FINAL}

    def unreceipted(self) -> list[str]:
        """Records that were put and never got a final receipt."""
        return [f"no receipt: {_named(p, t)}" for p, t in self.put.items() if not self._final(p)]

    def missing(self) -> list[str]:
        """Good events that were put and of which no copy was accepted."""
        expected = {told.event_id for told in self.put.values() if told.event_id is not None}
        return [f"never accepted: {event_id}" for event_id in sorted(expected - self.accepted().keys())]

    def twice(self) -> list[str]:
        """Good events of which more than one copy was accepted."""
        return [f"accepted {n} times: {event_id}" for event_id, n in self.accepted().items() if n > 1]

    def wrong(self) -> list[str]:
        """Receipts that say something else than what is the case, or two things."""
        found = [*self.contradictions, *self.unasked]
        for place, told in self.put.items():
            final = self._final(place)
            if len(final) > 1:
                found.append(f"two outcomes: {_named(place, told)} {sorted(map(str, final))}")
            allowed = (
                {("rejected", told.reason)} if told.reason else {("accepted", None), ("duplicate", None)}
            )
            if final - allowed:
                found.append(f"told {sorted(map(str, final - allowed))}: {_named(place, told)}")
            if told.reason and any(outcome == "waiting" for outcome, _ in self.receipts.get(place, [])):
                found.append(f"let wait instead of refused ({told.reason}): {_named(place, told)}")
        strange = [f"a receipt for nothing that was put: {p}" for p in self.receipts if p not in self.put]
        return found + strange


def _named(place: Place, told: Told) -> str:
    return f"{told.event_id or told.reason} at {place[0]}:{place[2]}"
