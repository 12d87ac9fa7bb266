"""Each service's migrations are one chain, numbered in its order: two heads, and no platform starts."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from shared.settings import SERVICES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_migrations_are_one_chain_in_the_order_of_their_numbers(service: str) -> None:
    folder = ROOT / "services" / service / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    chain = [script.revision for script in scripts.walk_revisions()][::-1]
    assert chain == sorted(path.name[:4] for path in (folder / "versions").glob("[0-9]*.py"))
