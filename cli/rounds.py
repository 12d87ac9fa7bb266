"""Has all been handled that was there when the wait began, though more comes in all the time?

In a round everything that lies anywhere at its beginning moves on by a step at least: what is on a topic is
decided, what lies in a database is worked off or published. What was there when the first round began is
through after as many rounds as the longest way has steps; what came later may still be on its way then.
"""

from cli.looking import Look, Mark, Thing

TOLD_AFTER = 14
"""A conference is decided and published; the reception that waited for it is taken up, then the answer that
waited for the reception; both are published, and followed by deadlines, which works off what the law, then
what the conference, then what the petition has become: ten steps. Three more for events that waited for each
other; then the tick comes past all that."""
FOLLOWED_AFTER = 20
"""What the tick tells is published, followed by all others and worked off there in up to three steps."""


class Rounds:
    """Counts them; one a wait."""

    def __init__(self, told_after: int = TOLD_AFTER, followed_after: int = FOLLOWED_AFTER) -> None:
        self._told_after = told_after
        self._followed_after = followed_after
        self._begun: Look | None = None
        self._round = 1

    def over(self, look: Look) -> bool:
        """Is everything through that was there at the first look? Told each look, in order."""
        if self._begun is None:
            self._begun = look
        elif self._has_moved_on(self._begun, look):
            self._begun = look
            self._round += 1
        return self._round > self._followed_after

    def _has_moved_on(self, begun: Look, look: Look) -> bool:
        if self._round == self._told_after and look.behind(begun.newest):
            return False
        return _read(begun, look) and not any(_is_there(begun, look, thing) for thing in begun.things)


def _read(begun: Look, look: Look) -> bool:
    """Is all decided that was on the topics? Of a topic made anew meanwhile as much as there is."""
    return all(
        look.standing[service].get(place, 0) >= min(end, look.ends[service].get(place, 0))
        for service, ends in begun.ends.items()
        for place, end in ends.items()
    )


def _is_there(begun: Look, look: Look, thing: Thing) -> bool:
    if thing not in look.things:
        return False
    return thing not in begun.marks or _is_the_same(begun.marks[thing], look.marks[thing])


def _is_the_same(then: Mark, now: Mark) -> bool:
    """May it be the mark of then? One that was marked once more has grown; one that has not was made anew."""
    return now.row == then.row or now.generation > then.generation
