"""Which acts of a subject have effect, asked for at each event of a batch and worked out when they change?

Who decides looks at acts of a few names. An agency that says the same of one petition ten thousand times
brings none of those: nothing is put in order anew for it.
"""

from collections.abc import Mapping, Sequence

from shared.dialogue.acts import CORRECTION, Act, EffectiveActs, effective

Names = frozenset[str]
_NONE = EffectiveActs()


class InEffect:
    """The acts in effect of one batch's subjects; `acts` are as they were taken in, and may grow."""

    def __init__(self, acts: Mapping[str, Sequence[Act]]) -> None:
        self._acts = acts
        self._whole: dict[str, EffectiveActs] = {}
        self._parts: dict[str, dict[Names, EffectiveActs]] = {}

    def whole(self, subject: str) -> EffectiveActs:
        """Its acts in order, corrections folded in."""
        found = self._whole.get(subject)
        if found is None:
            found = self._whole[subject] = effective(self._acts.get(subject, ()))
        return found

    def only(self, subject: str, names: Names) -> EffectiveActs:
        """Of these those of such names."""
        if subject not in self._acts:
            return _NONE
        parts = self._parts.get(subject)
        if parts is None:
            parts = self._parts[subject] = {}
        found = parts.get(names)
        if found is None:
            found = parts[names] = EffectiveActs([act for act in self.whole(subject) if act.name in names])
        return found

    def grows(self, subject: str, act: Act) -> None:
        """The act is one of the subject's now."""
        self._whole.pop(subject, None)
        parts = self._parts.get(subject)
        if not parts:
            return
        if act.name == CORRECTION:
            parts.clear()
            return
        for names in tuple(parts):
            if act.name in names:
                del parts[names]
