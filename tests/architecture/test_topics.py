"""What deploy/, the compose file and the documents call a topic is a topic that the code makes."""

import re

from shared.messaging import topics
from tests.architecture import tree

NAME = re.compile(r"\bdoithoai\.(?:inbound|receipts|[a-z-]+\.v\d)[a-z0-9.<>_-]*")
FORMS = (
    re.compile(r"doithoai\.inbound\.(<unit_id>|<unit>|[a-z0-9-]+)\.(notices|petitions)"),
    re.compile(r"doithoai\.receipts\.(<unit_id>|<unit>|[a-z0-9-]+)"),
)
PLACES = ("deploy/", "docs/", "docker-compose.yml", "README.md")


def known() -> set[str]:
    return {spec.name for spec in topics.of_platform()}


def mentioned() -> dict[str, set[str]]:
    return {
        path: {name.rstrip(".") for name in NAME.findall(tree.text_of(path) or "")}
        for path in tree.tracked()
        if path.startswith(PLACES)
    }


def test_topics_named_outside_the_code_exist_in_it() -> None:
    strange = {
        (path, name)
        for path, names in mentioned().items()
        for name in names
        if name not in known() and not any(form.fullmatch(name) for form in FORMS)
    }
    assert strange == set()


def test_every_topic_of_the_contract_is_made() -> None:
    facts = {
        f"doithoai.{name}.v1" for name in ("conferences", "petitions", "deadlines", "reports", "dead-letters")
    }
    assert facts <= known()
    assert [spec.name for spec in topics.of_unit("so-x")] == [
        "doithoai.inbound.so-x.notices",
        "doithoai.inbound.so-x.petitions",
        "doithoai.receipts.so-x",
    ]
