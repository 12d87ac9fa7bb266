"""The relay's query names no order, and the database may answer in any: here in the worst.

Petitions' alone: out of order, no conference would ever be known. Several packets about a petition wait
at once, for the batches are small and the relay rests.
"""

from shared.messaging import consumer, packets, relay
from tests.faults.mutants.patching import Patch

ORDER = "ORDER BY id, place"
WORST = "ORDER BY CASE WHEN current_database() LIKE '%petitions%' THEN -id ELSE id END, place"


def apply(patch: Patch) -> None:
    assert ORDER in packets.FETCH
    patch(packets, "FETCH", packets.FETCH.replace(ORDER, WORST))
    patch(consumer, "MAX_RECORDS", 5)
    patch(relay, "PACE_S", 0.25)
