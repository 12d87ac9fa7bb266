"""How often does a process look for garbage? Seldom: most of what it makes needs no looking for."""

import gc


def collect_seldom() -> None:
    """A batch, a quarter's rows: objects by the ten thousand, none in a ring.

    What was loaded at the start stays for good and is not looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
