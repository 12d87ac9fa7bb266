"""By its port a platform is found where it said it is; what a killed one noted goes with the next."""

from pathlib import Path

import pytest

from cli.by_port import directory_of, noted


def test_a_note_goes_with_its_platform_and_a_killed_ones_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    running, killed, next_one = (tmp_path / name for name in ("running", "killed", "next"))
    for data_dir in (running, killed, next_one):
        data_dir.mkdir()
        (data_dir / "platform.json").touch()
    left = noted(8081, killed)
    with noted(8080, running):
        left.__enter__()
        assert directory_of(8081) == killed
        (killed / "platform.json").unlink()
        with noted(8082, next_one):
            assert [directory_of(port) for port in (8080, 8081, 8082)] == [running, None, next_one]
    assert not list((tmp_path / "cache/doithoai/platforms").iterdir())


def test_where_nothing_can_be_noted_a_platform_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    with noted(8080, Path("/nowhere")):
        assert directory_of(8080) is None
