"""Who comes with a browser in a campaign? Businesses and officers: each sends a form until it is stored."""

import asyncio
import random
from collections.abc import Sequence
from itertools import count
from typing import Self

import httpx

from shared.database.credentials import Role
from shared.database.engine import build_engine
from tests.builders.credentials import add_token, basic
from tests.builders.forms import Page, posted
from tests.faults.clients import AGAIN, until_answered
from tests.faults.cluster import Cluster
from tests.faults.oracle import Oracle
from tests.faults.story import UNITS, Course, Story

FILED, TYPED_IN, PETITION = "/kien-nghi/moi", "/can-bo/tiep-nhan", "/can-bo/kien-nghi"
FOLLOWED = "/api/petitions/track"
MADE = ("khoa", "chung-thuc")
"""What a form has of its page: its key, and the proof of whom it was made for."""
ANSWER = {"answer-hinh-thuc": "written", "answer-ket-qua": "co", "answer-noi-dung": "Đã giải quyết"}
DAYS_S = 400 * 24 * 3600.0
"""A campaign's clock runs ahead of the server's; the password holds all the same."""


class People:
    """An async context: a browser for whoever comes, and an officer's password for each unit."""

    def __init__(self, cluster: Cluster, story: Story, oracle: Oracle, seed: int) -> None:
        self._cluster, self._story, self._oracle = cluster, story, oracle
        self._chance = random.Random(seed)
        self._officers: dict[str, dict[str, str]] = {}
        self._numbers = count(1)
        self._web = httpx.AsyncClient(trust_env=False, timeout=15)

    async def __aenter__(self) -> Self:
        engine = build_engine(self._cluster.platform.databases["petitions"], application="faults-people")
        try:
            async with engine.begin() as conn:
                for unit_id in UNITS:
                    self._officers[unit_id] = basic(await add_token(conn, Role.OFFICER, unit_id, DAYS_S))
        finally:
            await engine.dispose()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._web.aclose()

    async def come(self, conferences: Sequence[str], number: int, seconds: float) -> None:
        """So many petition, every other one on paper, over so many seconds; half are answered at once."""
        work: list[asyncio.Task[None]] = []
        for turn in range(number):
            act = self._typed_in if turn % 2 else self._files
            work.append(asyncio.create_task(act(self._chance.choice(conferences))))
            await asyncio.sleep(seconds / number)
        await asyncio.gather(*work)

    async def _files(self, conference_id: str) -> None:
        """A business fills in the form, writes its code down and looks its petition up by it."""
        page = await self._sent(f"{FILED}?hoi-nghi={conference_id}", 201, {}, self._said())
        code = page.fields["ma"]

        async def follow() -> httpx.Response:
            return await self._web.get(f"{self._anywhere()}{FOLLOWED}/{code}")

        found = await until_answered(follow, 200, FOLLOWED, self._oracle)
        await self._petitioned(self._oracle.filed, code, found.json()["petition_id"], conference_id)

    async def _typed_in(self, conference_id: str) -> None:
        """An officer types in what came on paper."""
        officer = self._officers[self._story.conferences[conference_id][0]]
        said = self._said() | {"hinh-thuc": "written"}
        page = await self._sent(f"{TYPED_IN}?hoi-nghi={conference_id}", 201, officer, said)
        link = next(link for link in page.links if link.startswith(f"{PETITION}/kn-"))
        petition_id = link.removeprefix(f"{PETITION}/")
        await self._petitioned(self._oracle.typed_in, petition_id, petition_id, conference_id)
        self._oracle.acted.append((f"petition/{petition_id}", "PetitionReceived"))

    async def _petitioned(self, book: dict[str, str], key: str, petition_id: str, conference_id: str) -> None:
        """It is in the books; its unit's officer answers one in two at once, a program the others."""
        self._oracle.answered(book, key, petition_id)
        unit_id, quarter = self._story.conferences[conference_id]
        self._story.courses[petition_id] = Course(quarter)
        if self._chance.random() < 0.5:
            self._story.filed.append((petition_id, conference_id))
            return
        path = f"{PETITION}/{petition_id}"
        await self._sent(path, 200, self._officers[unit_id], ANSWER, to=f"{path}/answer")
        self._oracle.acted.append((f"petition/{petition_id}", "PetitionAnswered"))
        self._story.courses[petition_id].state = "resolved"

    def _said(self) -> dict[str, str]:
        name, phone = self._story.canary(f"m{next(self._numbers)}")
        return {
            "loai": "household", "nhom": "land", "noi-dung-kien-nghi": "Kiến nghị trên giấy", "ten": name,
            "nguoi-lien-he": name, "dien-thoai": phone,
        }  # fmt: skip

    async def _sent(
        self, path: str, done: int, who: dict[str, str], typed: dict[str, str], to: str = ""
    ) -> Page:
        """The page that is answered once the form of `path` is stored; some click again."""

        async def got() -> httpx.Response:
            return await self._web.get(self._anywhere() + path, headers=who)

        async def send() -> httpx.Response:
            return await posted(self._web, self._anywhere() + (to or path), form, who)

        fields = Page(await until_answered(got, 200, path, self._oracle)).fields
        form = {name: fields[name] for name in MADE if name in fields} | typed
        page = Page(await until_answered(send, done, to or path, self._oracle))
        if self._chance.random() < AGAIN:
            again = Page(await until_answered(send, done, to or path, self._oracle))
            # What came in is answered with its code alone; a petition's page says how it stands by then.
            if done == 201 and again.html != page.html:
                self._oracle.contradictions.append(f"{to or path} was answered otherwise when sent again")
        return page

    def _anywhere(self) -> str:
        """One of the processes that answer: a form that one has made is sent to any."""
        return self._chance.choice(self._cluster.of("petitions")).http
