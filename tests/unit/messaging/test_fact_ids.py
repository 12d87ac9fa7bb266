"""A fact's id is the UUID that its cause, type and number name, on every machine and in every version."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.outbox import fact_id

NAMESPACE = uuid.UUID("6f0c3f0e-8a6b-5d0e-9f57-85a1c0de0085")


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(0),
)
def test_a_fact_id_is_a_uuid_of_version_5(cause: str, name: str, number: int) -> None:
    assert fact_id(cause, name, number) == str(uuid.uuid5(NAMESPACE, f"{cause}|{name}|{number}"))
