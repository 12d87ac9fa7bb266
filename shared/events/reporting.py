"""What DPI has compiled: the fact that reporting owns (R20, R29)."""

from typing import Annotated

from pydantic import Field

from shared.events.fields import EventModel, Moment, Text


class QuarterlySummaryCompiled(EventModel):
    """An edition of a quarter's summary, frozen by its hash."""

    quarter: Text
    edition: Annotated[int, Field(ge=1)]
    as_of: Moment
    known_at: Moment
    totals: dict[str, int]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
