"""Which shapes do the fields of events have?

Ids, texts, documents, businesses, contacts: bounded, NFC, refused by name.
"""

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

MAX_TEXT = 20_000
MAX_EVENT_BYTES = 256 * 1024
FIRST_YEAR, LAST_YEAR = 2000, 2100
D = TypeVar("D", bound=date)

RFC3339 = re.compile(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$")
FULL_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
ID = re.compile(r"^[a-z0-9-]{1,64}$")


def clean_text(text: str) -> str:
    """`text` in NFC; ValueError for what no database or page can carry (NUL, lone surrogates)."""
    if "\x00" in text:
        raise ValueError("must not contain NUL")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        # UTF-8 refuses nothing else; asking it is ten times quicker than looking at each letter.
        raise ValueError("must not contain a lone surrogate") from None
    return unicodedata.normalize("NFC", text)


def parse_moment(text: str) -> datetime:
    """An RFC 3339 moment with its offset; ValueError says what is wrong."""
    if not RFC3339.match(text):
        raise ValueError("must be RFC 3339 with an offset, such as 2024-06-21T17:00:00+07:00")
    moment = datetime.fromisoformat(text.upper())
    if not 1 < moment.year < 9999:
        raise ValueError("is beyond reckoning in other time zones")
    return moment


def _moment_text(value: Any) -> Any:
    if isinstance(value, str):
        return parse_moment(value)
    return value


def _date_text(value: Any) -> Any:
    if isinstance(value, str):
        if not FULL_DATE.match(value):
            raise ValueError("must be a date, YYYY-MM-DD")
        return date.fromisoformat(value)
    return value


def _year_in_range(value: D) -> D:
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        raise ValueError(f"must be between {FIRST_YEAR} and {LAST_YEAR - 1}")
    return value


Id = Annotated[str, StringConstraints(pattern=ID.pattern)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT), AfterValidator(clean_text)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(clean_text)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text), AfterValidator(_year_in_range)]
Day = Annotated[date, BeforeValidator(_date_text), AfterValidator(_year_in_range)]
Year = Annotated[int, Field(ge=FIRST_YEAR, lt=LAST_YEAR)]
Dong = Annotated[int, Field(ge=0, le=10**15)]
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

    number: ShortText
    date: Day


class Business(EventModel):
    """Who petitions or registers."""

    name: ShortText
    kind: BusinessKind
    tax_code: (
        Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(clean_text)] | None
    ) = None


class Contact(EventModel):
    """How to reach a petitioner: personal data, never on a topic of facts."""

    name: ShortText | None = None
    phone: ShortText | None = None
    email: ShortText | None = None
