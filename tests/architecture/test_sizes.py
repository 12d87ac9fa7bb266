"""A file named for a rule stays small: 250 lines, a function 50, or an exception that gives its reason."""

import ast
from collections.abc import Iterator

from tests.architecture import tree
from tests.architecture.exceptions import LONG_FILES, LONG_FUNCTIONS

FILE_LINES = 250
FUNCTION_LINES = 50


def long_files() -> set[str]:
    return {path for path in tree.python() if len((tree.text_of(path) or "").splitlines()) > FILE_LINES}


def functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree.syntax(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def long_functions() -> set[str]:
    return {
        f"{path}::{node.name}"
        for path in tree.python()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    }


def test_no_file_is_longer_than_250_lines_without_a_reason() -> None:
    assert long_files() == LONG_FILES.keys()


def test_no_function_is_longer_than_50_lines_without_a_reason() -> None:
    assert long_functions() == LONG_FUNCTIONS.keys()


def test_every_exception_gives_its_reason() -> None:
    assert all(len(reason) > 20 for reason in (*LONG_FILES.values(), *LONG_FUNCTIONS.values()))
