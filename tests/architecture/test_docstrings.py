"""Every module opens with the question it answers, in one to five lines."""

import ast

from tests.architecture import tree


def opening(path: str) -> str | None:
    return ast.get_docstring(tree.syntax(path))


def test_every_module_says_what_it_is_for() -> None:
    written = [path for path in tree.python() if (tree.text_of(path) or "").strip()]
    assert not [path for path in written if not opening(path)]


def test_no_module_needs_more_than_five_lines_for_it() -> None:
    said = {
        path: [line for line in (opening(path) or "").splitlines() if line.strip()] for path in tree.python()
    }
    assert not [path for path, lines in said.items() if len(lines) > 5]
