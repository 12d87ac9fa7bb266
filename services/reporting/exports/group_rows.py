"""How does a district's conference stand in a form? Seven rows, one a group, zeros included; what is
said once is merged (R27, R28)."""

from collections.abc import Sequence

from services.reporting.domain.summary import SummaryRow
from services.reporting.exports import wording
from services.reporting.exports.form_sheet import FormSheet, Value
from shared.dialogue.figures import figure_remarks
from shared.dialogue.groups import LABELS


def write_groups(form: FormSheet, rows: Sequence[SummaryRow], *, said_once: Sequence[Value]) -> None:
    """Writes the rows of one conference; `said_once` stands in the columns after Stt, merged over all
    of them."""
    top = form.row + 1
    notes = {row.note for row in rows}
    # What counts petitions is said of its own row, however alike the rows are.
    counted = any(figure_remarks(row.figures) for row in rows)
    shared_note = notes.pop() if len(notes) == 1 and not counted else None
    for number, row in enumerate(rows, start=1):
        group = LABELS[row.group] if row.group else None
        note = row.note if shared_note is None else None
        form.values([number, *[None] * len(said_once), group, *wording.counted(row.figures), note or None])
    form.keep_together(top)
    for place, value in enumerate(said_once, start=2):
        form.say_once(place, top, value)
    if shared_note:
        form.say_once(len(form.columns), top, shared_note)
