"""Does a small file say what it said until what it says next is whole?"""

import stat
from pathlib import Path

import pytest

from deploy.embedded.whole_file import write_whole


def test_a_file_is_what_it_was_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "cluster.json"
    write_whole(path, "one", 0o600)
    (tmp_path / "cluster.json.part").write_text("of a run that was killed")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half of two, then \ud800")
    assert path.read_text() == "one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_whole(path, "two")
    assert path.read_text() == "two"
    assert [file.name for file in tmp_path.iterdir()] == ["cluster.json"]
