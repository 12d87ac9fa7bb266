"""Which deadlines hang on a fact about a petition? Its answer's; a reception also its conference's (R8)."""

from services.deadlines.store.marks import Touched
from shared.messaging.following import Followed


def receives(touched: Touched, fact: Followed) -> None:
    """A petition ties itself to a conference, whether that is known yet or not."""
    touched.subjects.add(fact.subject)
    touched.receptions.append((_id(fact), fact.data["conference_id"], fact.time, False))
    if fact.sequence == 1:
        touched.new.add(_id(fact))


def acts(touched: Touched, fact: Followed) -> None:
    """An answer, a passing on, a request, a refusal, a withdrawal (R11–R14)."""
    touched.subjects.add(fact.subject)


def corrects(touched: Touched, fact: Followed) -> None:
    """A corrected reception may tie the petition to another conference, or to another moment.

    So may one whose correction is taken back: to where and when it was before.
    """
    touched.subjects.add(fact.subject)
    said = fact.data.get("data", {})
    if fact.data.get("withdrawn"):
        touched.corrected.add(_id(fact))
    if "conference_id" in said:
        touched.corrected.add(_id(fact))
        touched.receptions.append((_id(fact), said["conference_id"], fact.time, True))


def _id(fact: Followed) -> str:
    return fact.subject.removeprefix("petition/")
