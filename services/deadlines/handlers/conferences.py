"""Which deadlines hang on a fact about a conference? Its own, its petitions' (R15), its unit's (R4)."""

from services.deadlines.store.marks import Touched
from shared.messaging.following import Followed


def moves(touched: Touched, fact: Followed) -> None:
    """Scheduling, rescheduling, cancelling, or a correction: everything counts from the start day."""
    conference_id = _conference(touched, fact)
    touched.petitions_of.add(conference_id)
    touched.units_of.add(conference_id)
    said = fact.data.get("data", fact.data)
    if "unit_id" in said:
        touched.units.add((conference_id, said["unit_id"]))


def holds(touched: Touched, fact: Followed) -> None:
    """A conference held counts toward its unit's minimum (R1, R2)."""
    touched.units_of.add(_conference(touched, fact))


def registers(touched: Touched, fact: Followed) -> None:
    """A registration keeps a conference from being stopped lawfully (R8)."""
    touched.stopped.add(_conference(touched, fact))


def meets(touched: Touched, fact: Followed) -> None:
    """A notice, a report: it meets what the conference itself owes (R7, R17, R18)."""
    _conference(touched, fact)


def _conference(touched: Touched, fact: Followed) -> str:
    touched.subjects.add(fact.subject)
    return fact.subject.removeprefix("conference/")
