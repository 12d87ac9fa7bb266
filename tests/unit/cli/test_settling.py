"""How often does it look who waits until all is handled? Not so often that nothing else gets done."""

import pytest

from cli.settling import pause_s


@pytest.mark.parametrize(
    ("took_s", "left_s", "pause"),
    [
        pytest.param(0.02, 60, 0.2, id="little is there: five times a second"),
        pytest.param(1.5, 60, 6.0, id="very much is there: a fifth of the time"),
        pytest.param(1.5, 2, 2, id="no longer than it may wait in all"),
        pytest.param(1.5, -1, 0.2, id="the time is over"),
    ],
)
def test_who_waits_rests_the_longer_the_more_there_is_to_look_at(
    took_s: float, left_s: float, pause: float
) -> None:
    assert pause_s(took_s, left_s) == pytest.approx(pause)
