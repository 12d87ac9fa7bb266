"""Which shapes do the fields of events have?

Ids, texts, documents, businesses, contacts: bounded, NFC, refused by name.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import PydanticKnownError, core_schema

from shared.clock import local_date
from shared.events.keepable import refuse_unkeepable_text

MAX_TEXT = 20_000
MAX_ID = 512
"""Of an event: an index has it, whole."""
MAX_EVENT_BYTES = 256 * 1024
MAX_INTEGER = 2**31 - 1
"""What a column of integers holds."""
MAX_DONG = 2**53 - 1
"""The last whole number that every reader of JSON tells from the next."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
LEAP = "60"
"""The second that is put in at the end of a day, of UTC."""
FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ID = re.compile(r"^[a-z0-9-]{1,64}$")


def clean_text(text: str) -> str:
    """`text` in NFC; ValueError for what no database or page can carry (NUL, lone surrogates)."""
    refuse_unkeepable_text(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Letters:
    """So many at most, counted as they are kept: after NFC, which makes many of one, or one of many."""

    most: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_after_validator_function(self._judged, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "maxLength": self.most}

    def _judged(self, text: str) -> str:
        if len(text) > self.most:
            raise PydanticKnownError("string_too_long", {"max_length": self.most})
        return text


def any_moment(text: str) -> datetime:
    """An RFC 3339 moment with its offset, to the microsecond; ValueError says what is wrong."""
    written = RFC3339.fullmatch(text)
    if not written:
        raise ValueError("must be RFC 3339 with an offset, such as 2024-06-21T17:00:00+07:00")
    if text[17:19] == LEAP:
        return _leap_second(text, written[1])
    return datetime.fromisoformat(text.upper())


def _leap_second(text: str, offset: str) -> datetime:
    """As the last microsecond of its minute: the day it ends stays the day it is of."""
    moment = datetime.fromisoformat(f"{text[:17]}59.999999{offset}".upper())
    since_midnight = timedelta(hours=moment.hour, minutes=moment.minute) - (moment.utcoffset() or timedelta())
    if since_midnight % timedelta(days=1) != timedelta(hours=23, minutes=59):
        raise ValueError("is a leap second where no day ends")
    return moment


def parse_moment(text: str) -> datetime:
    """The same of a moment that any time zone can tell."""
    moment = any_moment(text)
    if not 1 < moment.year < 9999:
        raise ValueError("is beyond reckoning in other time zones")
    return moment


def _moment_text(value: Any) -> Any:
    if isinstance(value, str):
        return parse_moment(value)
    return value


def _date_text(value: Any) -> Any:
    if isinstance(value, str):
        if not FULL_DATE.fullmatch(value):
            raise ValueError("must be a date, YYYY-MM-DD")
        return date.fromisoformat(value)
    return value


def _moment_in_range(value: datetime) -> datetime:
    """Of Hải Phòng's years: the last of UTC's ends in another."""
    _day_in_range(local_date(value))
    return value


def _day_in_range(value: date) -> date:
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        raise ValueError(f"must be between {FIRST_YEAR} and {LAST_YEAR - 1}")
    return value


Id = Annotated[str, StringConstraints(pattern=ID.pattern)]
Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(clean_text), Letters(MAX_TEXT)]
UnitName = Annotated[str, StringConstraints(min_length=1), AfterValidator(clean_text), Letters(500)]
"""Operators give these, and every list, form and heading has them."""
Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text), AfterValidator(_moment_in_range)]
"""From which days are counted: within the years that a calendar may be announced for."""
Day = Annotated[date, BeforeValidator(_date_text), AfterValidator(_day_in_range)]
"""The same of a day."""
DocumentDay = Annotated[date, BeforeValidator(_date_text)]
"""Nothing is counted from it."""
Year = Annotated[int, Field(ge=FIRST_YEAR, lt=LAST_YEAR)]
Count = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
Heads = Annotated[int, Field(ge=1, le=MAX_INTEGER)]
Dong = Annotated[int, Field(ge=0, le=MAX_DONG)]
"""Money: whole đồng."""


class EventModel(BaseModel):
    """What every event's data has in common: frozen, strict, unknown fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, populate_by_name=True)


class ConferenceFormat(StrEnum):
    """R3."""

    IN_PERSON = "in_person"
    BUSINESS_COFFEE = "business_coffee"
    SATURDAY_WITH_LEADERS = "saturday_with_leaders"


class Group(StrEnum):
    """R28, in the order of the forms."""

    CAPITAL = "capital"
    INTEREST_RATE = "interest_rate"
    CREDIT = "credit"
    POLICY = "policy"
    PROCEDURE = "procedure"
    LAND = "land"
    OTHER = "other"


class BusinessKind(StrEnum):
    """R2: who may petition. A household's name is a person's name: personal data."""

    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    HOUSEHOLD = "household"


class Document(EventModel):
    """An official document by its number and date."""

    number: Text
    date: DocumentDay


class Business(EventModel):
    """Who petitions or registers."""

    name: Text
    kind: BusinessKind
    tax_code: Text | None = None


class Contact(EventModel):
    """How to reach a petitioner: personal data, never on a topic of facts."""

    name: Text | None = None
    phone: Text | None = None
    email: Text | None = None
