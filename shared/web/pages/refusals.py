"""How is a refusal told to somebody before a browser? As a page, where pages are asked for."""

from collections.abc import Sequence

from fastapi import Request, Response

from shared.web.pages.rendering import FOR_ONE_READER, Pages
from shared.web.problems import Problem, Tell, as_problem

_PAGES = Pages()


def as_page(request: Request, problem: Problem) -> Response:
    """The refusal as a page: what is wrong, and where to go on."""
    page = _PAGES.render(
        "refusal.html",
        problem.status,
        {**FOR_ONE_READER, **(problem.headers or {})},
        called=problem.title,
        detail=problem.detail,
        typed=request.method == "POST",
    )
    for challenge in problem.challenges:
        page.headers.append("WWW-Authenticate", challenge)
    return page


def told_at(pages_at: Sequence[str]) -> Tell:
    """Tells refusals as pages at these addresses and below, as problems everywhere else."""

    def tell(request: Request, problem: Problem) -> Response:
        path = request.scope["path"]
        if any(path == at or path.startswith(f"{at}/") for at in pages_at):
            return as_page(request, problem)
        return as_problem(request, problem)

    return tell
