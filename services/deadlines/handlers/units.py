"""Which deadlines hang on a fact about a unit? What it owes each year (R4), as long as it is valid (R6)."""

from services.deadlines.store.marks import LAW, Touched
from shared.messaging.following import Followed


def plans(touched: Touched, fact: Followed) -> None:
    """An annual plan, or its correction: it meets the year's deadline."""
    touched.subjects.add(fact.subject)


def changes(touched: Touched, fact: Followed) -> None:
    """A changed unit: whatever is open may pass to another (R6)."""
    touched.subjects |= {fact.subject, LAW}
