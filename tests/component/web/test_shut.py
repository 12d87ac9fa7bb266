"""What is answered before it is known that database and topic are of one moment?"""

import httpx
from fastapi import FastAPI

from shared.web.pages.refusals import told_at
from shared.web.shut import Shut
from tests.builders.forms import Page


async def test_nothing_is_taken_in_before_it_was_looked_whether_the_topic_knows_more() -> None:
    app, taken = FastAPI(), list[str]()

    @app.post("/api/petitions")
    async def file() -> str:  # pyright: ignore[reportUnusedFunction]
        taken.append("one")
        return "filed"

    @app.get("/health/live")
    async def live() -> str:  # pyright: ignore[reportUnusedFunction]
        return "alive"

    shut = Shut(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shut), base_url="http://shut") as client:
        refused = await client.post("/api/petitions")
        assert (refused.status_code, refused.headers["retry-after"], taken) == (503, "5", [])
        assert refused.headers["content-type"] == "application/problem+json"
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
        shut.opened = True
        assert (await client.post("/api/petitions")).status_code == 200
    assert taken == ["one"]


async def test_who_sends_a_form_too_early_is_told_so_in_a_page() -> None:
    shut = Shut(FastAPI(), told_at(["/kien-nghi"]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shut), base_url="http://shut") as client:
        refused = Page(await client.post("/kien-nghi/moi"))
    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
    assert "chưa có gì được ghi nhận" in refused.html
