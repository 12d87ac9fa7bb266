"""Where the plan is silent or ambiguous, which reading does the platform take? Every one, with its rule.

Changing a value here changes the law everywhere at once; what depends on it is said beside it.
"""

from datetime import date

# --- Yearly obligations ---

FIRST_PLAN_YEAR = 2025
"""R4: the plan itself is of 05/4/2024, after quarter I: the first annual plan owed is that of 2025."""

FIRST_MINIMUM_YEAR = 2024
"""R4: the minimum of R1 and R2 is owed for 2024 already."""


def annual_plan_urged_from(year: int) -> date:
    """R4: DPI urges in quarter I; a reminder any earlier would come before the unit's own year began."""
    return date(year, 3, 1)


def annual_plan_due(year: int) -> date:
    """R4: “quý I” ends on 31 March. A fixed day: it is not moved by a weekend."""
    return date(year, 3, 31)


def minimum_due(year: int) -> date:
    """R4: “lần/năm” ends on 31 December. A fixed day: it is not moved by a weekend."""
    return date(year, 12, 31)


LAWFUL_STOP_ONLY_PAST_RECEPTION_DEADLINE = True
"""R4, R8: a stop counts toward the minimum if R8's own condition held: past the reception deadline, with no
petition and no registration. False would let a unit stop a conference that businesses could still join."""

# --- Before the conference ---

NOTICE_WORKING_DAYS = 7
"""R7: the last day for posting is the 7th working day before the conference day, itself not counted."""

SAFE_NOTICE_WORKING_DAYS = 8
"""R7: the day to advise: right under the stricter reading of “trước 07 ngày làm việc” too. Never a breach."""

STOP_REPORT_WORKING_DAYS = 1
"""R8: the report on stopping or postponing is due the last working day before the conference day; soft."""

# --- Petitions ---

ANSWER_WORKING_DAYS = 7
"""R11: the 7th working day after the conference is the last, until 24:00."""

COORDINATED_ANSWER_WORKING_DAYS = 14
"""R12: where others must help."""

EXTENDING_ACTS = frozenset({"CoordinationRequested", "PetitionTransferred", "PetitionEscalated"})
"""R12: each says that another must help. Up to the 7th working day they extend; later they heal nothing."""


def answer_counted_from(starts_on: date, received_on: date) -> date:
    """R15: a petition received after its conference day counts from the day of its reception.

    The start day as it stands: of a cancelled conference the last one, of a moved one the new one.
    """
    return max(starts_on, received_on)


WRITTEN_ANSWER_WORKING_DAYS = 7
"""R14: counted from the first request, whatever was answered before it; passing on does not extend it."""

# --- The conference and after ---

MINIMUM_PARTICIPANTS = 20
"""R9: fewer organisations at a conference that was held is a breach."""

RESULT_REPORT_WORKING_DAYS = 7
"""R17. A report filed before a rescheduling still counts: only the notice is owed anew (R7)."""

CONCLUSION_WORKING_DAYS = 7
"""R18: the plan sets no day; watched, soft, never called a breach."""

RESCHEDULING_UNDOES_HOLDING = True
"""R7, R17: a rescheduling dated after the holding opens a new cycle, which is not held yet. False would let
one `ConferenceHeld` confirm every later date."""

CANCELLATION_UNDOES_HOLDING = True
"""R26: a cancellation dated after the holding says that it did not take place: the later act is believed."""

SOFT_DEADLINES_FIRE_OVERDUE = False
"""R8, R18: a soft deadline past due is shown, never called a breach: no overdue event is written for it."""

# --- Counting ---

LEFT_OUT_OF_RECEIVED = frozenset({"withdrawn", "refused"})
"""R24: `received` is less these, and they are never overdue; Ghi chú names both."""

# R23: of several corrections of one act the last by its own time speaks alone: if it gives no time, the act
# is back at the time first given. A correction of a correction takes that one's place, whatever its own time.
# R25: a conference belongs to the quarter of its start day as it stood then, its petitions with it.
# R27: each section ends with its total, the sheet with the grand total.
# R17: of several result reports the last gives the content, held to the figures of when it was filed.
# R16, R21: a quarter's open petitions are those of its own conferences and of all before it.
# R6: a plan or a conference counts for the unit that sent or scheduled it; what is open when a unit ends
# stays listed under it, and its successors may act on it.

# --- Competence ---

KINDS_WITH_DIRECT_SUPERIOR = frozenset({"central_agency"})
"""R13: central agencies in the city report to their direct superior, everyone else to the city committee.
Judged by the unit that escalates, which may be one the petition was passed to."""
