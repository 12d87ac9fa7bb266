"""A figure stands beside its rival of the same round, and one that misses what is wanted says so."""

from bench.figure import Run, of_rates, of_seconds
from bench.usage import Cost


def run(seconds: float, things: int = 1_000) -> Run:
    return Run(things, Cost(seconds, {"client": seconds / 2, "postgres": seconds / 4}))


def test_the_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    # A slow machine in the second round: it slows both, and the ratio stays what it is.
    found = of_rates(
        "x", "rows/s", [run(2), run(20), run(4)], [run(1), run(10), run(1)], beside="", checked=""
    )
    assert (found.value, found.ratio) == (250, 0.5)
    assert found.cpu_us == {"client": 2_000, "postgres": 1_000}


def test_what_is_missed_is_said() -> None:
    runs, rivals = [run(2)] * 3, [run(1)] * 3
    assert of_rates("x", "rows/s", runs, rivals, beside="", checked="", ratio_at_least=0.5).holds
    assert not of_rates("x", "rows/s", runs, rivals, beside="", checked="", ratio_at_least=0.6).holds
    assert not of_rates("x", "rows/s", runs, rivals, beside="", checked="", at_least=501).holds
    assert not of_seconds("x", [0.03, 0.03, 0.03], checked="", at_most_s=0.02).holds
    assert of_seconds("x", [3, 3, 9], [2, 2, 1], checked="", ratio_at_most=1.5).holds
