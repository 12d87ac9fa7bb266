"""How is what was wrongly said put right? By an event that takes the original's place, never by an edit."""

from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints

from shared.events.fields import EventModel, Moment, Text, clean_text


class EventCorrected(EventModel):
    """Replaces the data (whole) and, if given, the time of an earlier event of the same source."""

    corrects: Annotated[str, StringConstraints(min_length=1, max_length=512), AfterValidator(clean_text)]
    data: dict[str, Any]
    time: Moment | None = None
    reason: Text
