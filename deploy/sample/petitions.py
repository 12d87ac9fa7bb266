"""Who petitioned a conference of the sample, about what, and when (R10, R15, R28)?"""

from datetime import timedelta
from random import Random

from deploy.sample.conferences import Conference
from deploy.sample.contents import petition
from deploy.sample.fates import tell
from deploy.sample.ledger import Data, Ledger, office_hours
from deploy.sample.teller import Case
from deploy.sample.words import business, contact
from deploy.sample.year import NEVER_SAT, Fate
from shared.dialogue.groups import GROUPS

_WEIGHTS: dict[str, tuple[int, ...]] = {
    "so-tai-nguyen-va-moi-truong": (1, 0, 0, 3, 5, 9, 2),
    "ngan-hang-nha-nuoc-viet-nam-chi-nhanh-thanh-pho-hai-phong": (5, 6, 8, 2, 1, 0, 1),
    "cuc-thue-thanh-pho-hai-phong": (0, 0, 0, 7, 9, 1, 2),
    "cuc-hai-quan-thanh-pho-hai-phong": (0, 0, 0, 5, 10, 0, 3),
}
_WEIGHTS_ELSEWHERE = (2, 2, 3, 4, 6, 4, 4)
_HOW_MANY: dict[Fate, tuple[int, int]] = {
    Fate.STOPPED: (0, 1),
    Fate.CANCELLED: (0, 1),
    Fate.CANCELLED_WITH_PETITIONS: (6, 9),
    Fate.UNCONFIRMED: (7, 10),
}
_OTHERWISE = (10, 18)


def petition_for(ledger: Ledger, conference: Conference) -> None:
    """Records the conference's petitions and what became of each."""
    rng = Random(f"petitions {conference.id}")
    for number in range(1, rng.randrange(*_HOW_MANY.get(conference.planned.fate, _OTHERWISE)) + 1):
        own = Random(f"petition {conference.id} {number}")
        tell(ledger, _receive(ledger, conference, number, own), own)


def _receive(ledger: Ledger, conference: Conference, number: int, rng: Random) -> Case:
    unit = conference.unit
    channel = rng.choice(("form", "form", "form", "written", "written", "agency", "at_conference"))
    happened = conference.planned.fate not in NEVER_SAT
    if channel == "at_conference" and happened:
        at = conference.starts_at + timedelta(minutes=rng.randrange(20, 120))
    elif happened and rng.randrange(25) == 0:
        channel, at = "written", ledger.after(conference.starts_at.date(), rng.randrange(1, 7), rng)
    else:
        channel = "form" if channel == "at_conference" else channel
        first = conference.scheduled_at.date()
        open_days = max((conference.reception_deadline - first).days, 1)
        at = office_hours(first + timedelta(days=rng.randrange(1, open_days + 1)), rng)
    data: Data = {
        "petition_id": f"kn-{conference.id.removeprefix('hn-')}-{number:02d}",
        "conference_id": conference.id,
        "group": (group := rng.choices(GROUPS, _WEIGHTS.get(unit.id, _WEIGHTS_ELSEWHERE))[0]),
        "business": business(rng, in_district=unit.section == "II"),
        "content": petition(group, rng),
        "channel": channel,
        "contact": contact(rng),
    }
    ledger.record(unit.id, "PetitionReceived", at, data)
    return Case(data["petition_id"], conference, group, at)
