"""The relay's query names no order, and the database may answer in any: here in the worst."""

from shared.messaging import packets
from tests.faults.mutants.patching import Patch

ORDER = "ORDER BY id, place"


def apply(patch: Patch) -> None:
    assert ORDER in packets.FETCH
    patch(packets, "FETCH", packets.FETCH.replace(ORDER, "ORDER BY id DESC, place DESC"))
