"""How is what was wrongly said put right? By an event that takes the original's place, or takes it away.

Never by an edit.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from shared.events.fields import MAX_ID, EventModel, Id, Letters, Moment, Text, clean_text


class EventCorrected(EventModel):
    """Replaces the data (whole) and, if given, the time of an earlier event or correction of its source.

    Or, with `withdrawn: true` in the place of `data`, takes that event back, as if it had never been sent:
    `{"corrects": "sxd-000123", "withdrawn": true, "petition_id": "kn-2024-001", "reason": "Gửi nhầm"}`.

    - Either `data` or `withdrawn`, never both. Beside `withdrawn` stands the id of what the event is about
      (`petition_id`, `conference_id`, or for an annual plan `unit_id`) and no `time`; beside `data` such an
      id is ignored.
    - A withdrawal takes away the event that `corrects` names and nothing else. If that is an act, the act
      counts nowhere: in no state, deadline or figure. If it is a correction, that correction says nothing any
      more, and the act stands as the corrections that are left say, or as it was first said.
    - Of several corrections and withdrawals that name one event, and were not taken back themselves, the last
      by its own `time`, then by `id`, speaks alone. So a later correction with `data` that names the act
      brings it back, and so does a withdrawal of the withdrawal. A correction with `data` that names a
      withdrawal takes its place: the act stands with that data.
    - It holds from when it was recorded: with a `known_at` before that, the act counts as it did. It holds
      for every `as_of`: its own `time` orders it among corrections, and no more.
    - `PetitionReceived` and `ConferenceScheduled` can't be taken back (`not_allowed`, field `withdrawn`), for
      other acts hang on them: `PetitionWithdrawn`, `PetitionRefused`, `ConferenceCancelled` or a correction
      with `data` says it. A correction of them can be.
    - `corrects` names an event of the same source; one that has not come yet is waited for. A withdrawal
      frees no id: not the event's own, nor a registration's.
    - What `data`, and `time` if it is given, say of an act is judged as the act would be that says so itself,
      told now and its original never: `unknown_unit` and `in_the_future` by the corrected time, `not_allowed`
      by the lifecycle, and a unit that is not entitled to it waits 60 seconds, then `not_your_unit`. A
      refused correction changes nothing; its receipt's `field` is its own (`time`, `data.theme`). As when a
      refusal arrives later, acts that a corrected reception, scheduling, refusal or cancellation leaves
      before or after it stay facts without effect. What is taken back is not judged so.
    - Whether an act is allowed is judged by what has arrived, as ever, and receipts are not revised. A unit
      that was passed a petition, or asked to help, by an act taken back may do what that entitled it to up to
      the withdrawal's `time`.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["data"]}, {"required": ["withdrawn"]}]},
    )

    corrects: Annotated[str, StringConstraints(min_length=1), AfterValidator(clean_text), Letters(MAX_ID)]
    withdrawn: Literal[True] | None = None
    data: Annotated[dict[str, Any] | None, Field(validate_default=True)] = None
    petition_id: Id | None = None
    conference_id: Id | None = None
    unit_id: Id | None = None
    time: Moment | None = None
    reason: Text

    @field_validator("data")
    @classmethod
    def _one_of_both(cls, data: dict[str, Any] | None, info: ValidationInfo) -> dict[str, Any] | None:
        if data is None and info.data.get("withdrawn", True) is None:
            raise ValueError("is missing: the data as it should have been, or withdrawn: true")
        if data is not None and info.data.get("withdrawn"):
            raise ValueError("must be left out beside withdrawn: what is taken back says nothing")
        return data

    @field_validator("petition_id", "conference_id", "unit_id", mode="before")
    @classmethod
    def _names_what_is_taken_back(cls, said: Any, info: ValidationInfo) -> Any:
        """Beside `data`, which names it itself, these are fields that the contract does not know."""
        return said if info.data.get("withdrawn") else None

    @field_validator("time")
    @classmethod
    def _at_no_time(cls, time: Any, info: ValidationInfo) -> Any:
        if time is not None and info.data.get("withdrawn"):
            raise ValueError("must be left out beside withdrawn: what is taken back happened at no time")
        return time


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


def naming(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of a correction's data names what it is about: the corrected data; of a withdrawal it itself."""
    said = said_in_the_end(data)
    inner = said.get("data")
    return cast(Mapping[str, Any], inner) if isinstance(inner, Mapping) else said
