"""A year of the city on a running platform, and Debian's Chromium before it, logged in as whoever sits there.

`make browser` installs what drives it. The platform is one for all tests: they look, or add their own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample" / "year-2024.ndjson"
NOW = "2025-03-03T09:00:00+07:00"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STOP_S = 40
WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class City:
    """The platform after the sample year: where it answers, and a token that may read."""

    http: str
    token: str
    run: Callable[..., str]
    """A command of the shell, asked of this platform."""

    def get(self, path: str) -> Any:
        """What it answers, as JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(self.http + path, headers=headers, timeout=60).raise_for_status().json()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A platform in the server's profile: nothing is shown to a browser without a token."""
    home = tmp_path_factory.mktemp("city")
    env = {**os.environ, "DOITHOAI_NOW": NOW, "DOITHOAI_PROFILE": "server", "DOITHOAI_DATA_DIR": str(home)}
    up = subprocess.Popen(
        [sys.executable, "-m", "cli", "up", "--port", "0"],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert up.stdout
        line = up.stdout.readline()
        assert line.startswith("ready "), line
        env.pop("DOITHOAI_NOW")

        def run(*command: str, given: str | None = None) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "cli", *command],
                env=env, capture_output=True, text=True, check=False, input=given,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr or done.stdout
            return done.stdout

        run("publish", str(SAMPLE))
        run("drain")
        yield City(line.split()[1], run("token", "add", "--dpi").split()[0], run)
    finally:
        up.terminate()
        up.wait(STOP_S)


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    """Debian's Chromium, headless."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    assert path, f"no Chromium on this machine (none of {', '.join(CHROMIUM)}): apt-get install chromium"
    async with import_module("playwright.async_api").async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        await running.close()


@dataclass
class Visit:
    """A page, and what its browser complained of."""

    page: Any
    complaints: list[str]
    asked: list[str]
    """Every address the browser fetched."""


@pytest.fixture
def visit(browser: Any, city: City) -> Callable[..., Any]:
    """`async with visit("/", WIDE) as seen:` the page, opened by somebody with a token as the password."""

    @asynccontextmanager
    async def visiting(path: str, size: dict[str, int]) -> AsyncIterator[Visit]:
        credentials = {"username": "nguoi-xem", "password": city.token}
        context = await browser.new_context(viewport=size, http_credentials=credentials, locale="vi-VN")
        page = await context.new_page()
        seen = Visit(page, [], [])
        page.on("console", lambda said: said.type == "error" and seen.complaints.append(said.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", lambda request: seen.asked.append(request.url))
        await page.goto(city.http + path)
        yield seen
        await context.close()

    return visiting


@pytest.fixture
def officer_of(browser: Any, city: City) -> Callable[..., Any]:
    """`async with officer_of(unit_id, path, WIDE) as page:` the page, before an officer who has signed in."""

    @asynccontextmanager
    async def signed_in(unit_id: str, path: str, size: dict[str, int]) -> AsyncIterator[Any]:
        password = city.run("user", "add", "Nguyễn Thị An", "--unit", unit_id).split()[0]
        credentials = {"username": "an", "password": password}
        context = await browser.new_context(viewport=size, http_credentials=credentials, locale="vi-VN")
        page = await context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(city.http + path)
        yield page
        assert [address for address in asked if not address.startswith(city.http)] == []
        await context.close()

    return signed_in
