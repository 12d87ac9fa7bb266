"""Phụ lục 3: DPI's quarterly summary of all conferences (R20, R27): departments by conference,
districts by group."""

from collections.abc import Sequence
from itertools import groupby

from services.reporting.domain.carry_over import AgedPetition
from services.reporting.domain.edition import Edition
from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.reconciliation import Reconciled
from services.reporting.domain.summary import QuarterSummary, SectionSummary
from services.reporting.domain.thawed import thawed, thawed_lines
from services.reporting.domain.wording import quarter_words
from services.reporting.exports import page, wording
from services.reporting.exports.form_sheet import Column, FormSheet
from services.reporting.exports.group_rows import write_groups
from services.reporting.exports.open_petitions_sheet import add_open_petitions
from services.reporting.exports.page_breaks import paginate
from services.reporting.exports.petitions_sheet import add_petitions
from services.reporting.exports.reconciliation_sheet import add_reconciliation
from shared.dialogue.groups import LABELS

_COLUMNS = (
    Column("Stt", 5, centred=True),
    Column("Đơn vị tổ chức hội nghị", 18),
    Column("Chuyên đề tổ chức", 22),
    Column("Thời gian tổ chức", 12),
    Column("Nhóm kiến nghị", 20),
    Column(wording.RECEIVED, 10),
    Column(wording.RESOLVED, 10),
    Column(wording.TRANSFERRED, 12, under=wording.UNRESOLVED),
    Column(wording.AWAITING, 25, under=wording.UNRESOLVED),
    Column(wording.NOTE, 26),
)
_LABEL_COLUMNS = 5
_BANNERS = {"I": "Sở, ban, ngành", "II": "Ủy ban nhân dân quận, huyện"}


def appendix_3(
    summary: QuarterSummary,
    petitions: Sequence[PetitionLine] = (),
    left_open: Sequence[AgedPetition] = (),
    reports: Sequence[Reconciled] = (),
    edition: Edition | None = None,
) -> bytes:
    """The form as an .xlsx file; on further sheets the petitions behind its figures, what is left open, and
    the units' own reports.

    Of an `edition` it says which, when it was frozen, and its hash.
    """
    book = page.new_workbook()
    form = FormSheet(book, "Phụ lục 3", _COLUMNS, landscape=True)
    form.line("Phụ lục 3", bold=True, size=page.TITLE_SIZE)
    form.line(
        "Báo cáo tổng hợp kết quả tổ chức Hội nghị đối thoại doanh nghiệp", bold=True, size=page.TITLE_SIZE
    )
    form.line("hàng quý tại các Sở, ban, ngành, quận, huyện", bold=True, size=page.TITLE_SIZE)
    form.line(wording.PLAN_LINE, italic=True)
    form.line(quarter_words(summary.quarter), bold=True)
    moments = wording.as_of_words(summary.as_of, summary.known_at)
    form.line(moments, italic=True)
    if edition:
        form.line(wording.edition_words(edition.number, edition.compiled_at, edition.sha256), italic=True)
    form.line("")
    form.head()
    for section in summary.sections:
        form.banner(section.section, _BANNERS[section.section])
        (_write_conferences if section.section == "I" else _write_districts)(form, section)
        form.totals(f"Cộng mục {section.section}", _LABEL_COLUMNS, wording.summed(section.totals))
    form.totals(wording.TOTAL, _LABEL_COLUMNS, wording.summed(summary.totals))
    paginate(form.sheet, form.page_starts, head=form.head_rows)
    of_quarter = f"Phụ lục 3, {quarter_words(summary.quarter)}"
    add_petitions(book, petitions, of_quarter, moments)
    add_open_petitions(book, left_open, of_quarter, moments)
    add_reconciliation(book, reports, of_quarter, moments)
    return page.to_bytes(book)


def appendix_3_as_frozen(edition: Edition) -> bytes:
    """The form of an edition: its rows and petitions as they were kept."""
    return appendix_3(thawed(edition), thawed_lines(edition), edition=edition)


def _write_conferences(form: FormSheet, section: SectionSummary) -> None:
    for number, row in enumerate(section.rows, start=1):
        groups = ", ".join(LABELS[group] for group in row.groups)
        form.values(
            [
                number,
                row.unit_name,
                row.theme,
                row.starts_on,
                groups or None,
                *wording.counted(row.figures),
                row.note or None,
            ]
        )


def _write_districts(form: FormSheet, section: SectionSummary) -> None:
    for _, together in groupby(section.rows, key=lambda row: row.conference_id):
        rows = list(together)
        write_groups(form, rows, said_once=[rows[0].unit_name, rows[0].theme, rows[0].starts_on])
