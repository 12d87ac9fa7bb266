"""What becomes of a petition of the sample? One short story each, every act and state of R23 among them."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from deploy.sample.ledger import Ledger
from deploy.sample.teller import Case, Teller
from shared.clock import HCM


def _on_the_spot(teller: Teller) -> None:
    teller.answer_on_the_spot()


def _asked_in_writing_in_time(teller: Teller) -> None:
    teller.answer_on_the_spot()
    teller.act("WrittenAnswerRequested", teller.day(3))
    teller.write(teller.day(8))


def _asked_in_writing_late(teller: Teller) -> None:
    teller.answer_on_the_spot()
    teller.act("WrittenAnswerRequested", teller.day(3))
    teller.write(teller.day(14))


def _asked_in_writing_in_vain(teller: Teller) -> None:
    teller.answer_on_the_spot()
    teller.act("WrittenAnswerRequested", teller.day(4))


def _in_writing(teller: Teller) -> None:
    teller.write(teller.day(teller.rng.randrange(1, 8)))


def _last_minute(teller: Teller) -> None:
    """R11: the due day runs until 24:00."""
    teller.write(datetime.combine(teller.day(7).date(), time(23, 58), HCM))


def _before_the_conference(teller: Teller) -> None:
    teller.write(teller.case.received_at + timedelta(hours=5))


def _late(teller: Teller) -> None:
    teller.write(teller.day(teller.rng.randrange(8, 30)))


def _never(teller: Teller) -> None:
    """No act at all: overdue to this day."""


def _coordinated(teller: Teller) -> None:
    helper = teller.colleague()
    teller.coordinate(teller.day(teller.rng.randrange(1, 8)), helper)
    writer = helper if teller.rng.randrange(4) == 0 else None
    teller.write(teller.day(teller.rng.randrange(9, 15)), source=writer)


def _coordinated_and_late(teller: Teller) -> None:
    teller.coordinate(teller.day(2), teller.colleague())
    teller.write(teller.day(teller.rng.randrange(15, 26)))


def _coordinated_too_late(teller: Teller) -> None:
    """R12: what is asked after the due day does not heal the breach."""
    teller.coordinate(teller.day(9), teller.colleague())
    teller.write(teller.day(13))


def _transferred(teller: Teller) -> None:
    other = teller.colleague()
    teller.transfer(teller.day(teller.rng.randrange(1, 6)), teller.name_of(other))
    teller.write(teller.day(teller.rng.randrange(8, 18)), source=other)


def _transferred_for_good(teller: Teller) -> None:
    outside = teller.rng.randrange(3) == 0
    to = "Công ty Điện lực trên địa bàn" if outside else teller.name_of(teller.colleague())
    teller.transfer(teller.day(teller.rng.randrange(1, 9)), to)


def _directed(teller: Teller) -> None:
    teller.escalate(teller.day(teller.rng.randrange(1, 5)))
    teller.direct(teller.day(teller.rng.randrange(6, 10)))
    teller.write(teller.day(teller.rng.randrange(11, 17)))


def _directed_in_vain(teller: Teller) -> None:
    teller.escalate(teller.day(3))
    teller.direct(teller.day(12))


def _awaiting_direction(teller: Teller) -> None:
    teller.escalate(teller.day(teller.rng.randrange(2, 8)))


def _partly(teller: Teller) -> None:
    teller.write(teller.day(5), fully=False)


def _partly_then_fully(teller: Teller) -> None:
    teller.write(teller.day(5), fully=False)
    teller.write(teller.day(teller.rng.randrange(9, 40)))


def _refused(teller: Teller) -> None:
    reason = teller.rng.choice(("judicial", "complaint", "denunciation", "not_administrative"))
    at = teller.case.received_at + timedelta(hours=teller.rng.randrange(3, 50))
    teller.act("PetitionRefused", at, {"reason": reason})


def _withdrawn(teller: Teller) -> None:
    reason = {"reason": "Doanh nghiệp đã tự khắc phục được vướng mắc"} if teller.rng.randrange(2) else {}
    at = teller.case.received_at + timedelta(hours=teller.rng.randrange(4, 90))
    teller.act("PetitionWithdrawn", at, reason)


def _withdrawn_overdue(teller: Teller) -> None:
    teller.act("PetitionWithdrawn", teller.day(12))


_OUT_OF_SCOPE = (_refused, _withdrawn, _withdrawn_overdue)

STORIES: dict[Callable[[Teller], None], float] = {
    _on_the_spot: 24,
    _asked_in_writing_in_time: 3,
    _asked_in_writing_late: 1.5,
    _asked_in_writing_in_vain: 1.5,
    _in_writing: 20,
    _last_minute: 2,
    _before_the_conference: 1.5,
    _late: 6,
    _never: 3,
    _coordinated: 8,
    _coordinated_and_late: 2.5,
    _coordinated_too_late: 1.5,
    _transferred: 6,
    _transferred_for_good: 3,
    _directed: 5,
    _directed_in_vain: 1.5,
    _awaiting_direction: 3,
    _partly: 3,
    _partly_then_fully: 3,
    _refused: 4,
    _withdrawn: 2.5,
    _withdrawn_overdue: 1,
}


def tell(ledger: Ledger, case: Case, rng: Random) -> None:
    """Draws a story for the petition and writes it down; a few change their group on the way (R28)."""
    teller = Teller(ledger, case, rng)
    story = rng.choices(tuple(STORIES), tuple(STORIES.values()))[0]
    story(teller)
    if story not in _OUT_OF_SCOPE and rng.randrange(25) == 0:
        group = rng.choice([each for each in ("policy", "procedure", "other") if each != case.group])
        teller.act("PetitionReclassified", case.received_at + timedelta(hours=2), {"group": group})
