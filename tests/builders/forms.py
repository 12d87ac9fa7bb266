"""What does somebody see of a page with a form: each field as it stands, each error beside it?"""

from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx

FORM = {"content-type": "application/x-www-form-urlencoded"}
VOID = ("input", "meta", "br")


class Page(HTMLParser):
    """A page that was answered: it is one, and runs no script."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.text
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "<script" not in answer.text
        self.status, self.headers, self.html = answer.status_code, answer.headers, answer.text
        self.fields: dict[str, str] = {}
        self.said_of: dict[str, dict[str, str | None]] = {}
        self.choices: dict[str, list[str]] = {}
        """What may be chosen, by the field's name."""
        self.texts: dict[str, str] = {}
        """By the id of the element that has them."""
        self.links: list[str] = []
        self.ids: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self._area = self._select = ""
        self.feed(answer.text)
        assert len(self.ids) == len(set(self.ids)), self.ids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag not in VOID:
            self._open.append((tag, found.get("id")))
        if tag in ("input", "select", "textarea"):
            self.said_of[name] = found
            self.fields[name] = found.get("value") or ""
        if tag == "textarea":
            self._area = name
        if tag == "select":
            self._select = name
        if tag == "option" and self._select:
            self.choices.setdefault(self._select, []).append(found.get("value") or "")
        if tag == "option" and "selected" in found:
            self.fields[self._select] = found.get("value") or ""
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "textarea":
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data
        for _, name in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data

    def errors(self) -> dict[str, str]:
        """What is wrong, by field: as it stands beside the field, and in the summary at the top too."""
        found: dict[str, str] = {}
        for name, said in self.said_of.items():
            if said.get("aria-invalid") != "true":
                continue
            beside = f"{name}-loi"
            assert beside in (said["aria-describedby"] or "").split()
            found[name] = self.texts[beside].removeprefix("Lỗi: ")
            assert found[name] in self.texts["loi"]
            assert f"#{name}" in self.links
        return found


async def posted(
    web: httpx.AsyncClient, path: str, fields: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    """What is answered when the form is sent, as a browser sends it."""
    given = {name: text.replace("\n", "\r\n") for name, text in fields.items()}
    raw = urlencode(given, errors="surrogateescape")
    return await web.post(path, content=raw, headers=FORM | (headers or {}))


async def sent(
    web: httpx.AsyncClient, path: str, fields: dict[str, str], headers: dict[str, str] | None = None
) -> Page:
    """The page that is answered when the form is sent."""
    return Page(await posted(web, path, fields, headers))


async def filled(
    web: httpx.AsyncClient, path: str, officer: dict[str, str], typed: dict[str, str]
) -> dict[str, str]:
    """What a browser sends of the page's form in which this was typed: its key and code with it."""
    fields = Page(await web.get(path, headers=officer)).fields
    return {name: fields[name] for name in ("khoa", "chung-thuc")} | typed
