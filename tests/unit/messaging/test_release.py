"""How long does who looks for what may go on rest? By what a look cost, but no stall makes others wait."""

import pytest

from shared.messaging.release import IDLE_S, rest_s


@pytest.mark.parametrize(
    ("took_s", "rest"),
    [
        pytest.param(0.005, 0.02, id="few wait"),
        pytest.param(0.2, 0.8, id="very many wait: a fifth of the time"),
        pytest.param(11.0, IDLE_S, id="the database did not answer for a while"),
    ],
)
def test_who_finds_nothing_rests_by_what_the_look_cost_and_a_second_at_most(
    took_s: float, rest: float
) -> None:
    assert rest_s(took_s) == pytest.approx(rest)
