"""The relay's query names no order, and the database may answer in any: here it does."""

from shared.messaging import relay
from tests.faults.mutants.patching import Patch

ORDER = "ORDER BY o.id"


def apply(patch: Patch) -> None:
    assert ORDER in relay.FETCH
    patch(relay, "FETCH", relay.FETCH.replace(ORDER, "ORDER BY md5(o.id::text)"))
