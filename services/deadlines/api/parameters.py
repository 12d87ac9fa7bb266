"""What does a question about deadlines ask for? Its parameters, each refused by its name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query

from services.deadlines.handlers.known_then import NotKnownYet
from shared.clock import FOREVER, Clock, local_date
from shared.dialogue.deadline import Standing
from shared.events.deadlines import DeadlineKind
from shared.events.fields import LAST_YEAR, parse_moment
from shared.messaging.law import Law
from shared.web import cursors
from shared.web.moments import parse_moment_param
from shared.web.problems import bad_parameter, unavailable

MaybeText = Annotated[str | None, Query()]
ANSWERS = (DeadlineKind.PETITION_ANSWER.value, DeadlineKind.WRITTEN_ANSWER.value)


@dataclass(frozen=True, slots=True)
class Moments:
    """At which moment is asked, and by what had been recorded until when; None: by everything."""

    as_of: datetime
    known_at: datetime | None
    folded_until: datetime | None
    """By what is to be folded anew; None: as it is kept."""
    by_default: bool = False
    """Is `as_of` now because nothing was said?"""

    def going_on(self, as_of: datetime) -> "Moments":
        """Those of a list's next page: of the moment that the page before was of, `as_of`."""
        if not self.by_default and self.as_of != as_of:
            raise cursors.of_another_list()
        return replace(self, as_of=as_of)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a cursor says: which moment the list is of, the place of its last row seen, how long it is."""

    as_of: datetime
    after: tuple[date, str]
    total: int


def moments(as_of: str | None, known_at: str | None, clock: Clock) -> Moments:
    """Both default to now. `as_of` may lie ahead (overdue by then if nothing happens), `known_at` can't.

    What units owe of a year that has not begun is not kept yet (R4): as of such a year all is folded anew.
    No farther ahead than the year in which what can be told of last is due.
    """
    now = clock.now()
    known = parse_moment_param(known_at, "known_at", now) if known_at else None
    if known is not None and known > now:
        raise bad_parameter("known_at", "không được sau thời điểm hiện tại")
    at = parse_moment_param(as_of, "as_of", now)
    if local_date(at).year > LAST_YEAR:
        raise bad_parameter("as_of", f"không được sau năm {LAST_YEAR}")
    ahead = FOREVER if local_date(at).year > local_date(now).year else None
    return Moments(at, known, known or ahead, by_default=not as_of)


def state_of(text: str | None) -> Standing | None:
    """The state asked for."""
    if not text:
        return None
    try:
        return Standing(text)
    except ValueError:
        raise bad_parameter("state", f"phải là một trong: {', '.join(Standing)}") from None


def kinds_of(text: str | None) -> tuple[str, ...]:
    """The kind asked for."""
    if not text:
        return ()
    try:
        return (DeadlineKind(text).value,)
    except ValueError:
        raise bad_parameter("kind", f"phải là một trong: {', '.join(DeadlineKind)}") from None


def unit_of(text: str | None, law: Law) -> str | None:
    """The unit asked for, an abolished one too."""
    if text and law.registry.get(text) is None:
        raise bad_parameter("unit_id", "không có đơn vị này trong danh mục")
    return text or None


def behind(cursor: str | None, asked: Sequence[Any]) -> Behind | None:
    """Where the page before ended; a problem if that was of another list than is `asked` for."""
    place = cursors.decode(cursor, asked, 4)
    if place is None:
        return None
    as_of, due_on, deadline_id, total = place
    try:
        after = date.fromisoformat(str(due_on)), str(deadline_id)
        return Behind(parse_moment(str(as_of)), after, int(total))
    except ValueError:
        raise cursors.of_another_list() from None


@contextmanager
def answered_for_certain() -> Iterator[None]:
    """What was recorded by `known_at` and may still be on its way is not answered for: it could change."""
    try:
        yield
    except NotKnownYet:
        raise unavailable("Dữ liệu ghi nhận đến known_at chưa về đủ; hãy hỏi lại sau ít giây.") from None
