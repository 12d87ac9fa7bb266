"""What befalls a year's events on their way: some come twice, or otherwise, some long after all others."""

import json

from tests.recount.years.teller import Teller, line

KEEP_THEIR_PLACE = (
    "ConferenceScheduled",
    "PetitionReceived",
    "CoordinationRequested",
    "PetitionTransferred",
)
"""What others wait for, whose patience is short: never told last."""


def repeat(year: Teller, lines: list[str]) -> None:
    """Some lines come twice, one with other content under its id."""
    year.lines += [one for one in lines if year.maybe(0.06)]
    clean = [one for one in lines if '"PetitionReceived' in one or "NoticePosted" in one]
    if clean and year.maybe(0.5):
        envelope = json.loads(year.chance.choice(clean))
        envelope["data"]["group" if "group" in envelope["data"] else "url"] = "other"
        year.lines.append(line(envelope))


def delay(year: Teller) -> None:
    """Some events are told after everything else, so that what was known before is another thing.

    A holding that a revival allows is one of them: told before it, it would be refused (CONTRACT: judged by
    time, but from what has arrived).
    """
    stopped = {one.data["conference_id"] for one in year.told if one.name == "ConferenceCancelled"}
    for event in year.told:
        revived = event.data.get("conference_id") in stopped
        if event.name == "ConferenceHeld":
            event.late = revived or year.maybe(0.2)
        elif event.name == "ConferenceRescheduled":
            event.late = not revived and year.maybe(0.2)
        elif event.name not in KEEP_THEIR_PLACE:
            event.late = year.maybe(0.2)
