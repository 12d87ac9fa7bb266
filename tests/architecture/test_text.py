"""Nothing of the machine it was written on is in the tree: no path, no package host, nothing left undone."""

import re

from tests.architecture import tree

# Written so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![a-z.\w])/(work|root|farm|home/\w+|Users/\w+)/")
PACKAGE_HOST = re.compile(
    r"index[-]url|\"resolved\": ?\"http|pypi\.(org|python)|pythonhosted\.or[g]|npmjs\.(or[g]|com)"
    r"|maven\.(or[g]|apache)|proxy\.golan[g]|crates\.i[o]|deb\.debian\.or[g]"
)
UNFINISHED = re.compile(
    r"\b(TO[D]O|FIX[M]E|XX[X])\b|raise NotImplementedErro[r]|pytest\.(mark\.)?(ski[p]|xfai[l])"
)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}"
        for path in tree.tracked()
        for number, line in enumerate((tree.text_of(path) or "").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_a_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_file_names_a_package_host() -> None:
    assert lines_with(PACKAGE_HOST) == []


def test_the_lock_pins_by_hash_and_names_no_address() -> None:
    lock = tree.text_of("requirements.lock") or ""
    assert "://" not in lock
    pins = re.split(r"\n(?=\S)", lock.strip())
    assert len(pins) > 20
    assert not [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]


def test_nothing_is_left_undone_or_switched_off() -> None:
    assert lines_with(UNFINISHED) == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE_PATH.search("data in /" + "work/data")
    assert not MACHINE_PATH.search("https://example.org/work/data")
    assert PACKAGE_HOST.search("--index" + "-url=x")
    assert UNFINISHED.search("# TO" + "DO: later")
