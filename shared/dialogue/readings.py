"""Where the plan is silent or ambiguous, which reading does the platform take? Every one, with its rule.

Changing a value here changes the law everywhere at once; what would be different is said beside it.
"""

from datetime import date

# --- Yearly obligations ---

FIRST_PLAN_YEAR = 2025
"""R4: the plan itself is of 05/4/2024, after quarter I: the first annual plan owed is that of 2025. With 2024
every unit would have been overdue before the plan existed."""

FIRST_MINIMUM_YEAR = 2024
"""R4: the minimum of R1 and R2 is owed for 2024 already. With 2025 nothing would be said of 2024's."""


def annual_plan_urged_from(year: int) -> date:
    """R4: “đôn đốc trong quý I” is from 1 March on. Any earlier, a reminder would come as the year began."""
    return date(year, 3, 1)


def annual_plan_due(year: int) -> date:
    """R4: “quý I” ends on 31 March. A fixed day: a weekend does not move it to the next working day."""
    return date(year, 3, 31)


def minimum_due(year: int) -> date:
    """R4: “lần/năm” ends on 31 December. A fixed day: a weekend does not move it into the next year."""
    return date(year, 12, 31)


def owes_the_whole_year(valid_from: date, valid_to: date | None, due_on: date) -> bool:
    """R6: a year's plan and minimum are owed, whole, by the unit that exists on the day they are due.

    A unit founded in the year owes the full number, however late it began; one that ended before the day owes
    nothing, and nobody owes it in its place: its successors owe their own. A minimum of 1 can't be divided,
    and no breach is called of a body that is no more. So of 2025 a department merged on 1 March owes its plan
    and 1 conference, those it came from neither; the districts that ended on 30 June owe the plan and no
    conference. Counted by months instead, those districts would owe 1 of their 2 the day they ended.
    """
    return valid_from <= due_on and (valid_to is None or due_on <= valid_to)


COUNTS_FOR_WHO_HOLDS_IT = True
"""R1, R2, R6: a conference counts toward the minimum of the unit that holds it on its day (of one lawfully
stopped, on the day it was stopped): who scheduled it, or, if that unit has ended before, its heir, whose
leader chairs it. So a conference that a merged department left behind counts for its successor, one that it
held itself does not, and none counts twice. False: for the unit that scheduled it alone, which owes nothing
once it has ended; the successor would owe one more although it has met the businesses."""

LAWFUL_STOP_ONLY_PAST_RECEPTION_DEADLINE = True
"""R4, R8: a stop counts toward the minimum if R8's own condition held: past the reception deadline, with no
petition and no registration. False would let a unit stop a conference that businesses could still join."""

# --- Before the conference ---

NOTICE_WORKING_DAYS = 7
"""R7: the last day for posting is the 7th working day before the conference day, itself not counted. With 8 a
notice of the 7th day would be late; with 6 the 7 working days would count the conference day."""

SAFE_NOTICE_WORKING_DAYS = 8
"""R7: the day to advise: right under the stricter reading of “trước 07 ngày làm việc” too. Never a breach."""

STOP_REPORT_WORKING_DAYS = 1
"""R8: the report on stopping or postponing is due the last working day before the conference day; soft, as
the plan sets no day. With more it would be shown late sooner; a breach it would never be."""

# --- Petitions ---

ANSWER_WORKING_DAYS = 7
"""R11: the 7th working day after the conference is the last, until 24:00; the conference day is not counted
(Civil Code 2015, art. 147). Counting it would make every answer due a working day sooner."""

COORDINATED_ANSWER_WORKING_DAYS = 14
"""R12: where others must help. Counted from the same day as the 7, not from when help was asked for."""

EXTENDING_ACTS = frozenset({"CoordinationRequested", "PetitionTransferred", "PetitionEscalated"})
"""R12: each says that another must help. Up to the 7th working day they extend; later they heal nothing.
Without the transfer, say, a petition passed on would stay due on the 7th."""


def answer_counted_from(starts_on: date, received_on: date) -> date:
    """R15: a petition received after its conference day counts from the day of its reception.

    The start day as it stands: of a cancelled conference the last one, of a moved one the new one. Counted
    from the conference day alone, a petition received two weeks after it would be overdue when it came.
    """
    return max(starts_on, received_on)


WRITTEN_ANSWER_WORKING_DAYS = 7
"""R14: counted from the first request, whatever was answered before it; passing on does not extend it. With
14 it would be the one answer for which others' help is presumed."""

# --- The conference and after ---

MINIMUM_PARTICIPANTS = 20
"""R9: “tối thiểu 20 doanh nghiệp”, counted as organisations, not heads: fewer at a conference that was held
are a breach. Were it advice, nothing would be shown."""

RESULT_REPORT_WORKING_DAYS = 7
"""R17. A report filed before a rescheduling still counts: only the notice is owed anew (R7)."""

CONCLUSION_WORKING_DAYS = 7
"""R18: the plan sets no day; watched as long as R17's report, soft, never called a breach."""

RESCHEDULING_UNDOES_HOLDING = True
"""R7, R17: a rescheduling dated after the holding opens a new cycle, which is not held yet. False would let
one `ConferenceHeld` confirm every later date."""

CANCELLATION_UNDOES_HOLDING = True
"""R26: a cancellation dated after the holding says that it did not take place: the later act is believed.
False would keep such a conference among those held, and its minimum met."""

SOFT_DEADLINES_FIRE_OVERDUE = False
"""R8, R18: a soft deadline past due is shown, never called a breach: no overdue event is written for it. True
would write `ObligationOverdue` for days that the plan does not set."""

REMINDED_WORKING_DAYS_LEFT = (3, 1)
"""R21: DPI urges; the plan does not say when. `DeadlineApproaching` is told with so many working days left,
the most first; of a deadline set with fewer left, once what is then true."""

# --- Counting ---

LEFT_OUT_OF_RECEIVED = frozenset({"withdrawn", "refused"})
"""R24: `received` is less these, and they are never overdue; Ghi chú names both. Without them here a row's
received would count what no column of the form shows."""

# --- Competence ---

KINDS_WITH_DIRECT_SUPERIOR = frozenset({"central_agency"})
"""R13: central agencies in the city report to their direct superior, everyone else to the city committee.
Judged by the unit that escalates, which may be one the petition was passed to."""

# --- Readings that no value holds: where each stands, and what it would be to read otherwise ---

IN_THE_FOLDS = {
    "R6": (
        "services/deadlines/domain/minimum_conferences.py",
        "a plan counts for the unit that sent it, and a conference for the unit that held it, not for a "
        "successor to which later passes what is open; counted for the heirs, one could serve several",
    ),
    "R7": (
        "shared/dialogue/notices_posted.py",
        "the earliest posting on a channel counts, and after a rescheduling only one made after it; were the "
        "latest to count, mending a notice would make it late",
    ),
    "R8": (
        "shared/dialogue/lawful_stop.py",
        "a refused petition still counts as one: somebody came; otherwise refusing would make a stop lawful",
    ),
    "R17": (
        "services/reporting/domain/reconciliation.py",
        "of several result reports the last gives the content, held to the figures of when it was filed; "
        "held to today's, a report would become wrong by what happened after it",
    ),
    "R21": (
        "services/reporting/domain/carry_over.py",
        "a quarter's open petitions are those of its own conferences and of all before it; of its own alone, "
        "what an earlier quarter left unresolved would be urged by nobody",
    ),
    "R23": (
        "shared/dialogue/acts.py",
        "of several corrections of one act the last by its own time speaks alone, without a time of its own "
        "the act is back at the time first given, and a correction of a correction takes that one's place, "
        "whatever its own time; one that withdraws takes away what it names, an act or a correction; added "
        "up, their order of arrival could matter",
    ),
    "R25": (
        "shared/dialogue/quarter.py",
        "a conference belongs to the quarter of its start day as it stood, its petitions with it whenever "
        "they came; by reception, a conference's rows would be spread over several quarters",
    ),
    "R27": (
        "services/reporting/domain/summary.py",
        "each section ends with its total and the sheet with the grand total; the form shows neither",
    ),
}
"""Rule → the file that reads it so, and how."""
