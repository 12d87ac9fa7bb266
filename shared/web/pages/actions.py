"""What may an officer say from a page, what is asked of them for it, and how is it given back if refused?"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from shared.clock import HCM, WRITTEN
from shared.events.fields import EventModel
from shared.events.public import plain
from shared.units import Registry
from shared.web.pages.forms import NO_MOMENT, Entered, Field, judged
from shared.web.problems import Problem
from shared.working_days.explanation import full_moment

UNIT = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to be said of what the page is about."""

    name: str
    """As in its address."""
    called: str
    rule: str
    """What follows from it."""
    model: type[EventModel]
    """What it is, as an event."""
    fields: tuple[Field, ...]
    at: Field | None
    """When it happened: no part of the event's data. What is taken back happened at no time."""
    states: Collection[str]
    """As long as what it is about stands so, it may be said."""
    done: str
    said: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What it says besides, whatever is typed."""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """As they stand in the form."""
        return (*self.fields, self.at) if self.at else self.fields

    def body(self, form: Entered, **about: str) -> Mapping[str, Any] | Entered:
        """What a program would send for the same; or the form with what is wrong.

        `about`: what the form's address says of the event's data, which the body does not repeat.
        """
        at, wrong = None, dict(form.wrong)
        if self.at:
            try:
                at = moment_typed(form.values[self.at.name])
            except (ValueError, OverflowError):
                wrong[self.at.name] = NO_MOMENT
        form = Entered(form.values, form.key, wrong)
        found = judged(form, self.fields, self.model, **about, **self.said)
        if isinstance(found, Entered):
            return found
        said = {name: value for name, value in plain(found).items() if name not in about}
        return said if at is None else {**said, "at": at}

    def refused(self, form: Entered, problem: Problem) -> Entered:
        """What is wrong with a field, as a moment that can't be, is named beside it; moments are written for
        people.
        """
        detail = MOMENT.sub(lambda found: full_moment(datetime.fromisoformat(found[0])), problem.detail)
        field = problem.more.get("field")
        asked = next((each for each in self.all_fields if each.path == field), None)
        if asked is not None:
            words = detail.removeprefix(f"{field}: ")
            if words == detail and asked is self.at and form.values[asked.name]:
                words = f"không đúng: {detail[:1].lower()}{detail[1:].rstrip('.')}"
            if words != detail:
                return replace(form, wrong={asked.name: words}, status=problem.status)
        told = Problem(problem.status, problem.title, detail, headers=problem.headers, **problem.more)
        return form.refused(told)


def happened_at(action: str) -> Field:
    """When it happened, if not now."""
    hint = "Giờ Việt Nam; để trống nghĩa là bây giờ."
    return Field(f"{action}-luc", "at", "Thời điểm thực hiện", hint, type="datetime-local")


def document(action: str) -> tuple[Field, Field]:
    """By which document."""
    return (
        Field(f"{action}-so", "document.number", "Số văn bản"),
        Field(f"{action}-ngay", "document.date", "Ngày văn bản", type="date"),
    )


def moment_typed(text: str) -> str | None:
    """As a browser's field gives it, of the clocks in Hải Phòng; None if it was left empty."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=HCM)).astimezone(WRITTEN).isoformat()


def moment_meant(text: str) -> str:
    """The same of a field of the event's data; what is no moment is left to the model."""
    try:
        return moment_typed(text) or text
    except (ValueError, OverflowError):
        return text


def lines(text: str) -> list[str]:
    """What was typed one a line."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def by_name(said: str, registry: Registry, day: date) -> str:
    """What a program reads of units by their ids, as people call them on that day."""
    return UNIT.sub(lambda found: registry.name_at(found[0], day), said)
