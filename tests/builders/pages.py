"""Which pages does a service answer? Every path that is read, as its web side describes itself."""

from fastapi import FastAPI

QUEUE = "/dead-letters"


def pages_of(app: FastAPI) -> set[str]:
    """The templates of its own paths; the operators' queue, which all have, is counted once (petitions)."""
    paths = app.openapi()["paths"]
    return {path for path, methods in paths.items() if "get" in methods and QUEUE not in path}
