"""How is what was wrongly said put right? By an event that takes the original's place, never by an edit."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from pydantic import AfterValidator, StringConstraints

from shared.events.fields import EventModel, Moment, Text, clean_text


class EventCorrected(EventModel):
    """Replaces the data (whole) and, if given, the time of an earlier event or correction of its source."""

    corrects: Annotated[str, StringConstraints(min_length=1, max_length=512), AfterValidator(clean_text)]
    data: dict[str, Any]
    time: Moment | None = None
    reason: Text


def said_in_the_end(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a correction's data says of the first original.

    A correction of a correction gives either that original's data, or the corrected correction's own, whole.
    """
    while isinstance(inner := data.get("data"), Mapping):
        said = cast(Mapping[str, Any], inner)
        if "corrects" not in said or not isinstance(said.get("data"), Mapping):
            break
        data = said
    return data
