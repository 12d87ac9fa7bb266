"""Up to when is everything known here that was recorded (R29)? Not past a fact that is held back.

Facts that can't be worked in are parked, and the positions go on past them: what is known only reaches to
just before the oldest of these was written down, until it is worked in, or an operator has given it up. A
record that is no fact at all says nothing of any moment.
"""

from typing import Final

_WRITTEN_AT: Final = r"""substring(encode(value, 'escape') FROM '"recordedtime"\s*:\s*"([^"]+)"')"""
"""Of the bytes as they came, whatever they are; the envelope has it before the data."""

JUST_BEFORE_THE_OLDEST: Final = f"""(
    SELECT min(CASE WHEN pg_input_is_valid(found.at, 'timestamptz') THEN found.at::timestamptz END)
        - interval '1 microsecond'
    FROM (SELECT {_WRITTEN_AT} AS at FROM parked_facts WHERE state = 'parked') AS found
)"""
"""SQL: the last moment before all facts that are held back; null if there are none.

Read it in one statement with the moment up to which all was taken in, which the positions were looked at for.
"""
