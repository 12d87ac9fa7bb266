"""Is the oracle independent of what it judges?"""

import ast
from pathlib import Path

ORACLE = Path(__file__).parent / "oracle"
PLAIN = {
    "ast",
    "collections",
    "dataclasses",
    "datetime",
    "functools",
    "json",
    "pathlib",
    "random",
    "re",
    "typing",
}
DATA = {"units.json", "working_days.json"}


def imported(path: Path) -> set[str]:
    """The modules that a file names in its imports."""
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    names: set[str] = set()
    for node in tree:
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def test_the_oracle_and_its_years_share_nothing_with_the_product() -> None:
    files = [*ORACLE.glob("*.py"), *(ORACLE.parent / "years").glob("*.py")]
    assert len(files) > 12
    for path in files:
        foreign = {
            name
            for name in imported(path)
            if not name.startswith(("tests.recount.oracle", "tests.recount.years"))
            and name.partition(".")[0] not in PLAIN
        }
        assert foreign == set(), path
        assert "__import__" not in path.read_text("utf-8"), path


def test_the_oracle_reads_of_the_product_its_two_data_files_alone() -> None:
    read = {
        node.value
        for path in ORACLE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith((".json", ".py"))
    }
    assert read == DATA
