"""Faults in small run on the machinery of tests/messaging: a fresh database, topics of its own."""

from tests.messaging.conftest import house

__all__ = ["house"]
