"""Which conferences did 2024 have in the sample? About sixty: a table, so that every holiday, move and
stop is there on purpose."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from deploy.sample.themes import code


class Fate(StrEnum):
    """What became of a conference."""

    HELD = "held"
    FEW = "held with fewer than 20"
    MOVED = "moved, then held"
    REVIVED = "cancelled, then held on another day"
    STOPPED = "stopped: nobody petitioned or registered"
    CANCELLED = "cancelled for another reason, before anybody petitioned"
    CANCELLED_WITH_PETITIONS = "cancelled with petitions waiting"
    UNCONFIRMED = "past its day, nobody said that it was held"


NEVER_SAT = frozenset({Fate.STOPPED, Fate.CANCELLED, Fate.CANCELLED_WITH_PETITIONS, Fate.UNCONFIRMED})
"""No answer was given at these, as far as anybody has said."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A conference as first scheduled; `moved_to` is its day in the end."""

    unit_id: str
    ordinal: int
    day: date
    format: str
    fate: Fate
    moved_to: date | None

    @property
    def conference_id(self) -> str:
        return f"hn-{code(self.unit_id)}-2024-{self.ordinal}"

    @property
    def final_day(self) -> date:
        return self.moved_to or self.day


_COFFEE, _SATURDAY = "business_coffee", "saturday_with_leaders"
_KEYWORDS = {"coffee": _COFFEE, "saturday": _SATURDAY}
_FATES = {fate.name.lower(): fate for fate in Fate}

# unit: day [word …] [> day moved to]; days as month-day of 2024 unless the year is given.
_TABLE = """
so-ke-hoach-va-dau-tu: 03-28 | 06-27
so-tai-chinh: 05-16
so-cong-thuong: 04-17 | 10-09
so-nong-nghiep-va-phat-trien-nong-thon: 07-11
so-tai-nguyen-va-moi-truong: 04-24 | 09-10 moved > 09-26
so-xay-dung: 05-23 | 11-14
so-giao-thong-van-tai: 06-13
so-thong-tin-va-truyen-thong: 08-15 stopped | 11-23 saturday
so-khoa-hoc-va-cong-nghe: 05-30 stopped
so-lao-dong-thuong-binh-va-xa-hoi: 06-20
so-van-hoa-va-the-thao: 10-17 cancelled | 12-05
so-du-lich: 07-25 stopped
so-giao-duc-va-dao-tao: 08-08
so-tu-phap: 10-24 few
ban-quan-ly-khu-kinh-te-hai-phong: 03-14 | 09-12 moved > 10-03
cuc-thue-thanh-pho-hai-phong: 04-25 | 11-07
cuc-hai-quan-thanh-pho-hai-phong: 06-06 | 12-12
ngan-hang-nha-nuoc-viet-nam-chi-nhanh-thanh-pho-hai-phong: 03-21 | 10-30
bao-hiem-xa-hoi-thanh-pho-hai-phong: 08-22 unconfirmed
dist-hong-bang: 02-06 | 09-19
dist-ngo-quyen: 04-12 coffee | 10-18
dist-le-chan: 03-15 coffee | 06-08 saturday | 11-28
dist-hai-an: 05-04 saturday | 12-18 moved > 2025-01-09
dist-kien-an: 03-22 | 08-29
dist-do-son: 04-26 | 07-18 stopped | 11-09 saturday
dist-duong-kinh: 06-10 | 12-20
dist-thuy-nguyen: 02-20 | 07-05 coffee | 10-26 saturday
dist-an-duong: 05-10 | 08-16 | 11-15 cancelled_with_petitions
dist-an-lao: 06-21 | 12-27
dist-kien-thuy: 05-17 revived > 06-14 | 10-11 coffee
dist-tien-lang: 04-19 | 09-20 few
dist-vinh-bao: 07-19
dist-cat-hai: 05-24 | 09-13 moved > 09-27
"""


def conferences() -> tuple[Planned, ...]:
    """Every conference of the sample, in the order of the table."""
    found: list[Planned] = []
    for row in _TABLE.strip().splitlines():
        unit_id, _, cells = row.partition(": ")
        found.extend(
            _planned(unit_id, ordinal, cell) for ordinal, cell in enumerate(cells.split(" | "), start=1)
        )
    return tuple(found)


def _planned(unit_id: str, ordinal: int, cell: str) -> Planned:
    first, _, moved_to = cell.partition(" > ")
    day, *words = first.split()
    format_ = next((_KEYWORDS[word] for word in words if word in _KEYWORDS), "in_person")
    fate = next((_FATES[word] for word in words if word in _FATES), Fate.HELD)
    return Planned(unit_id, ordinal, _day(day), format_, fate, _day(moved_to) if moved_to else None)


def _day(text: str) -> date:
    return date.fromisoformat(text if text.count("-") == 2 else f"2024-{text}")
