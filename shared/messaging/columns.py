"""Which columns do several of the machinery's tables have in common?"""

from typing import Any

from sqlalchemy import Column, text
from sqlalchemy.types import BigInteger, DateTime, Integer, Text


def moment(name: str, *, nullable: bool = False) -> "Column[Any]":
    """An instant, with its offset."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def coordinates(*, key: bool) -> "list[Column[Any]]":
    """Where a record lies."""
    return [
        Column("topic", Text, primary_key=key, nullable=False),
        Column("partition", Integer, primary_key=key, nullable=False),
        Column("offset", BigInteger, primary_key=key, nullable=False),
    ]


def mending() -> "list[Column[Any]]":
    """How often it was tried; what an operator asked for, who, when and why; when that was done."""
    return [
        Column("attempts", Integer, nullable=False, server_default=text("1")),
        Column("asked", Text),
        Column("asked_by", Text),
        Column("asked_why", Text),
        moment("asked_at", nullable=True),
        moment("settled_at", nullable=True),
    ]
