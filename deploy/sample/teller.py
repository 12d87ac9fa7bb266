"""How is a petition's story written down? The acts a unit can make, with the documents and the days
that go with them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from deploy.sample.conferences import Conference
from deploy.sample.contents import answer, direction
from deploy.sample.ledger import Data, Ledger
from deploy.sample.themes import CITY, superior
from deploy.sample.year import NEVER_SAT

OFFICE = "van-phong-uy-ban-nhan-dan-thanh-pho"
_BANK = "ngan-hang-nha-nuoc-viet-nam-chi-nhanh-thanh-pho-hai-phong"
_COMPETENT: dict[str, tuple[str, ...]] = {
    "capital": (_BANK, "so-tai-chinh"),
    "interest_rate": (_BANK, "so-tai-chinh"),
    "credit": (_BANK, "so-ke-hoach-va-dau-tu"),
    "policy": ("so-ke-hoach-va-dau-tu", "so-tai-chinh", "cuc-thue-thanh-pho-hai-phong"),
    "procedure": (
        "so-ke-hoach-va-dau-tu",
        "ban-quan-ly-khu-kinh-te-hai-phong",
        "cong-an-thanh-pho-hai-phong",
    ),
    "land": ("so-tai-nguyen-va-moi-truong", "so-xay-dung"),
    "other": ("so-giao-thong-van-tai", "so-cong-thuong", "so-lao-dong-thuong-binh-va-xa-hoi"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A petition while its story is told."""

    id: str
    conference: Conference
    group: str
    received_at: datetime

    @property
    def unit_id(self) -> str:
        return self.conference.unit.id

    @property
    def counted_from(self) -> date:
        """The day its clock starts (R11, R15)."""
        return max(self.conference.starts_at.date(), self.received_at.date())

    @property
    def heard(self) -> bool:
        """Could it be answered at the conference?"""
        sat = self.conference.planned.fate not in NEVER_SAT
        return sat and self.counted_from == self.conference.starts_at.date()


class Teller:
    """Writes down what happens to one petition."""

    def __init__(self, ledger: Ledger, case: Case, rng: Random) -> None:
        self.ledger, self.case, self.rng = ledger, case, rng

    def day(self, n: int) -> datetime:
        """A moment on the n-th working day of the petition's clock."""
        return self.ledger.after(self.case.counted_from, n, self.rng)

    def act(self, name: str, at: datetime, data: Data | None = None, *, source: str | None = None) -> None:
        """One act of the petition's unit, or of another that is entitled to it."""
        said = {"petition_id": self.case.id, **(data or {})}
        self.ledger.record(source or self.case.unit_id, name, at, said)

    def document(self, at: datetime, source: str | None = None) -> Data:
        return self.ledger.document(source or self.case.unit_id, at.date(), self.rng)

    def write(self, at: datetime, *, fully: bool = True, source: str | None = None) -> None:
        """A written answer."""
        said: Data = {"mode": "written", "fully_resolved": fully, "content": answer(fully, self.rng)}
        self.act("PetitionAnswered", at, {**said, "document": self.document(at, source)}, source=source)

    def answer_on_the_spot(self) -> None:
        """At the conference; in writing two days later if the petition came after it, or it never sat."""
        if not self.case.heard:
            return self.write(self.day(2))
        at = self.case.conference.starts_at + timedelta(minutes=self.rng.randrange(125, 170))
        said: Data = {"mode": "at_conference", "fully_resolved": True, "content": answer(True, self.rng)}
        return self.act("PetitionAnswered", at, said)

    def colleague(self) -> str:
        """Another unit, one that is competent for the petition's group."""
        return self.rng.choice([each for each in _COMPETENT[self.case.group] if each != self.case.unit_id])

    def name_of(self, unit_id: str) -> str:
        """The unit as a colleague would write it: mostly its id, now and then its full name."""
        return self.ledger.unit(unit_id).name if self.rng.randrange(4) == 0 else unit_id

    def coordinate(self, at: datetime, unit_id: str) -> None:
        self.act(
            "CoordinationRequested", at, {"with": [self.name_of(unit_id)], "document": self.document(at)}
        )

    def transfer(self, at: datetime, to: str) -> None:
        self.act("PetitionTransferred", at, {"to": to, "document": self.document(at)})

    def escalate(self, at: datetime) -> None:
        """To the city, or a central agency's superior; now and then to the wrong one of the two (R13)."""
        central = self.case.conference.unit.kind == "central_agency"
        right, wrong = (
            ("direct_superior", "city_committee") if central else ("city_committee", "direct_superior")
        )
        to = wrong if self.rng.randrange(9) == 0 else right
        self.act("PetitionEscalated", at, {"to": to, "document": self.document(at)})

    def direct(self, at: datetime) -> None:
        """The answer from above, written down by the unit or by the city's office (R13)."""
        by = superior(self.case.conference.unit)
        writer = OFFICE if by == CITY and self.rng.randrange(2) else self.case.unit_id
        said: Data = {"by": by, "content": direction(self.rng), "document": self.document(at, writer)}
        self.act("DirectionGiven", at, said, source=writer)
