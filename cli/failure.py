"""How does a command fail? With one line that says what is wrong, and exit 1 (2 for bad usage)."""


class Failure(Exception):
    """What went wrong, for the person at the shell."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def bad_argument(name: str, detail: str) -> Failure:
    """An argument that can't be used; names it."""
    return Failure(f"{name}: {detail}", 2)
