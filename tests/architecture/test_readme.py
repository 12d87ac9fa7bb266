"""What the README tells a newcomer is so: its settings, commands, targets and links are those of the tree."""

import posixpath
import re

import pytest

from cli.app import COMMANDS, GROUPS
from shared.settings import Settings
from tests.architecture import tree

LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
DOCUMENTS = [path for path in tree.tracked() if path.endswith(".md") and path != "docs/events.md"]


def section(title: str) -> str:
    text = tree.text_of("README.md") or ""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(title: str) -> set[str]:
    return set(re.findall(r"^\| `([\w -]+)` \|", section(title), re.MULTILINE))


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    assert first_cells("Settings") == {f"DOITHOAI_{name.upper()}" for name in Settings.model_fields}


def test_every_command_is_in_the_readme_and_no_other() -> None:
    assert first_cells("Commands") == {*COMMANDS, *GROUPS}


def test_every_target_named_in_the_readme_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", tree.text_of("Makefile") or "", re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", tree.text_of("README.md") or ""))
    assert named
    assert named <= targets


@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_a_document_links_to_exists(path: str) -> None:
    folder = posixpath.dirname(path)
    links = [posixpath.normpath(posixpath.join(folder, to)) for to in LINK.findall(tree.text_of(path) or "")]
    folders = {posixpath.dirname(each) for each in tree.tracked()}
    assert [to for to in links if to not in tree.tracked() and to not in folders] == []


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.startswith("docs/")])
def test_what_a_document_says_shows_it_exists(path: str) -> None:
    text = tree.text_of(path) or ""
    files = {name for name in re.findall(r"`((?:services|shared|cli|deploy|tests)/[\w./-]+\.\w+)`", text)}
    assert {name for name in files if name not in tree.tracked()} == set()


def test_every_test_named_in_the_guarantees_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", tree.text_of("docs/guarantees.md") or ""))
    known = {
        name
        for path in tree.python()
        if path.startswith("tests/")
        for name in re.findall(r"def (test_\w+)\(", tree.text_of(path) or "")
    }
    assert named
    assert named - known == set()
