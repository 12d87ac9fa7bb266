"""Files are named for their rule or thing; a file named for a kind has no natural end."""

from pathlib import PurePosixPath

from tests.architecture import tree

KINDS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "base",
    "manager",
    "processor",
    "models",
    "service",
}


def test_no_file_or_room_is_named_for_a_kind() -> None:
    named = {path: {part.removesuffix(".py") for part in PurePosixPath(path).parts} for path in tree.python()}
    assert not [path for path, parts in named.items() if parts & KINDS]


def test_no_file_is_named_for_being_a_manager_or_a_processor() -> None:
    stems = {path: set(PurePosixPath(path).stem.split("_")) for path in tree.python()}
    assert not [path for path, words in stems.items() if words & (KINDS - {"base", "common", "service"})]


def test_packages_are_written_as_they_are_imported() -> None:
    packages = [
        path for path in tree.python() if path.startswith(("cli/", "deploy/", "services/", "shared/"))
    ]
    assert packages
    assert not [path for path in packages if not path.removesuffix(".py").replace("/", "").isidentifier()]
