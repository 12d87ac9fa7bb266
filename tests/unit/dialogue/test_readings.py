"""Every reading of the plan stands in one file, with its rule, and something hangs on it (R4–R27)."""

import ast
import re
from pathlib import Path

import pytest

from shared.dialogue import readings
from shared.dialogue.readings import IN_THE_FOLDS

ROOT = Path(readings.__file__).parents[2]
SOURCE = Path(readings.__file__).read_text("utf-8")
READ = {"R4", "R6", "R7", "R8", "R9", "R12", "R14", "R15", "R18", "R24", "R25", "R27"}
"""The rules that carry a reading where the plan is silent or ambiguous."""


def said() -> dict[str, str]:
    """Each reading by its name, and what is said of it."""
    found: dict[str, str] = {}
    body = ast.parse(SOURCE).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef):
            found[node.name] = ast.get_docstring(node) or ""
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = following.value if isinstance(following, ast.Expr) else None
            found[node.targets[0].id] = str(text.value) if isinstance(text, ast.Constant) else ""
    return found


READINGS = said()


@pytest.mark.parametrize("name", [name for name in READINGS if name != "IN_THE_FOLDS"])
def test_a_reading_names_its_rule_and_is_read_somewhere(name: str) -> None:
    assert re.match(r"R\d+", READINGS[name])
    using = [
        path
        for room in ("shared", "services")
        for path in (ROOT / room).rglob("*.py")
        if path.name != "readings.py" and re.search(rf"\b{name}\b", path.read_text("utf-8"))
    ]
    assert using, f"nothing hangs on {name}"


def test_every_rule_with_a_reading_has_it_here() -> None:
    cited = {rule for text in READINGS.values() for rule in re.findall(r"R\d+", text)} | set(IN_THE_FOLDS)
    assert cited >= READ


@pytest.mark.parametrize("rule", IN_THE_FOLDS)
def test_a_reading_that_no_value_holds_says_where_it_stands(rule: str) -> None:
    path, how = IN_THE_FOLDS[rule]
    assert (ROOT / path).is_file()
    assert rule in (ROOT / path).read_text("utf-8")
    assert ";" in how
