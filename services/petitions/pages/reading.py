"""How does a page read what a program is answered of a petition? Days and moments as such, to be written."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def read(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same answer as a program gets, with days and moments to be written for people."""
    answer = found["answer"]
    if answer:
        document = answer.get("document")
        answer = {
            "mode": answer["mode"],
            "fully_resolved": answer["fully_resolved"],
            "content": answer.get("content"),
            "document": document and {**document, "date": date.fromisoformat(document["date"])},
            "time": datetime.fromisoformat(answer["time"]),
        }
    return {
        "state": found["state"],
        "group": found["group"],
        "conference_id": found["conference_id"],
        "received_on": date.fromisoformat(found["received_on"]),
        "deadlines": [{**each, "due_on": date.fromisoformat(each["due_on"])} for each in found["deadlines"]],
        "refusal": found["refusal"],
        "answer": answer,
    }
