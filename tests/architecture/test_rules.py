"""Where is the rule for…? Every rule of the plan is cited by a test and named, with its files, in the README.

A row of the table: `| R12 | what it says | `services/…/rule.py` | `tests/…/test_rule.py` |`.
"""

import re

import pytest

from tests.architecture import tree

RULES = [f"R{number}" for number in range(1, 30)]
CELL = re.compile(r"`([\w./-]+\.\w+)`")
CITED = re.compile(r"R(\d+)(?:[-–]R?(\d+))?")


def cited_in(text: str) -> set[str]:
    """The rules a text cites: `R12`, and each of `R23-R28`."""
    found: set[str] = set()
    for first, last in CITED.findall(text):
        found |= {f"R{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def guarding() -> list[str]:
    return [path for path in tree.python() if path.startswith("tests/") and "/architecture/" not in path]


def rows() -> dict[str, set[str]]:
    """Rule → the files its row in the README names."""
    found: dict[str, set[str]] = {}
    for line in (tree.text_of("README.md") or "").splitlines():
        cells = line.split("|")
        if len(cells) > 3 and re.match(r"\s*\**R\d+", cells[1]):
            for rule in cited_in(cells[1]):
                found.setdefault(rule, set()).update(CELL.findall(line))
    return found


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_cited_by_a_test(rule: str) -> None:
    pattern = re.compile(rf"\b{rule}\b")
    assert [path for path in guarding() if pattern.search(tree.text_of(path) or "")]


@pytest.mark.parametrize("rule", RULES)
def test_the_readme_says_where_a_rule_is_and_which_test_guards_it(rule: str) -> None:
    files = rows().get(rule, set())
    assert files, f"README.md has no row for {rule}"
    assert {path for path in files if path not in tree.tracked()} == set()
    guards = {path for path in files if path.startswith("tests/")}
    assert guards
    assert files - guards
    assert [path for path in guards if rule in cited_in(tree.text_of(path) or "")]
