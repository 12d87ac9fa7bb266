"""Does an act count at once for who decides on the next one, and is nothing reckoned anew that it leaves?"""

from datetime import timedelta

from shared.dialogue.acts import Act, effective
from shared.messaging.in_effect import InEffect
from tests.builders.acts import act, answered, at, corrected, received, refused, unsaid

SUBJECT, BOUNDS = "petition/kn-1", frozenset({"PetitionReceived", "PetitionRefused"})


def grown(*acts: Act) -> tuple[InEffect, dict[str, list[Act]]]:
    """The acts one after the other, each looked at before the next comes."""
    taken_in: dict[str, list[Act]] = {}
    found = InEffect(taken_in)
    for one in acts:
        found.only(SUBJECT, BOUNDS)
        taken_in.setdefault(SUBJECT, []).append(one)
        found.grows(SUBJECT, one)
    return found, taken_in


def test_what_is_found_is_what_a_fold_of_all_acts_has_whatever_came_before_it_was_asked_for() -> None:
    end = refused("2024-06-10")
    later = refused("2024-06-20")
    moved = corrected(later, time="2024-06-08")
    told = [answered("2024-06-12"), end, received("2024-06-03"), later, moved, unsaid(end)]
    for many in range(len(told) + 1):
        found, taken_in = grown(*told[:many])
        whole = effective(taken_in.get(SUBJECT, []))
        assert found.whole(SUBJECT) == whole
        assert list(found.only(SUBJECT, BOUNDS)) == [one for one in whole if one.name in BOUNDS]


def test_what_is_none_of_the_acts_looked_at_puts_nothing_in_order_anew() -> None:
    found, taken_in = grown(received("2024-06-03"))
    before = found.only(SUBJECT, BOUNDS)
    for n in range(3):
        again = act("PetitionReclassified", at("2024-06-04") + timedelta(seconds=n), group="land")
        taken_in[SUBJECT].append(again)
        found.grows(SUBJECT, again)
    assert found.only(SUBJECT, BOUNDS) is before
    assert len(found.whole(SUBJECT)) == 4
