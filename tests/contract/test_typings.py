"""Do our type stubs say of a library what it is? What it does not have would be checked in vain."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

STUBS = Path(__file__).resolve().parents[2] / "typings"
Signature = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(STUBS.rglob("*.pyi")):
        name = ".".join(path.relative_to(STUBS).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text())


def signatures() -> Iterator[tuple[str, str, Signature]]:
    """Module, qualified name and signature of every public function and method."""
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, Signature):
                yield module, node.name, node
            elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                for inner in node.body:
                    if isinstance(inner, Signature):
                        yield module, f"{node.name}.{inner.name}", inner


def found(module: str, name: str) -> object:
    value: object = importlib.import_module(module)
    for part in name.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(
    ("module", "name", "said"), [pytest.param(*case, id=".".join(case[:2])) for case in signatures()]
)
def test_a_stub_names_parameters_that_the_library_takes(module: str, name: str, said: Signature) -> None:
    function = found(module, name)
    assert callable(function)
    real = inspect.signature(function).parameters
    arguments = [*said.args.posonlyargs, *said.args.args, *said.args.kwonlyargs, said.args.vararg]
    named = {argument.arg for argument in arguments if argument} - {"self"}
    assert named <= set(real)
    assert inspect.iscoroutinefunction(function) == isinstance(said, ast.AsyncFunctionDef)


def test_every_class_and_name_of_the_stubs_is_there() -> None:
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                assert inspect.isclass(found(module, node.name))
            elif isinstance(node, ast.ImportFrom):
                for name in node.names:
                    # `X as X` says that it can be had from here.
                    assert name.asname is None or hasattr(importlib.import_module(module), name.asname)
