"""Which benches are there, and how does one run? `python -m bench.one NAME SIZE FILE`."""

import asyncio
import json
import sys
from pathlib import Path

from bench import filing, lists, projection, quarterly, relay, replicas, start, ticker, whole_way
from bench.figure import SIZES
from bench.ground import standing
from shared.observability import logging

BENCHES = {
    "whole-way": whole_way,
    "relay": relay,
    "projection": projection,
    "ticker": ticker,
    "lists": lists,
    "quarterly": quarterly,
    "filing": filing,
    "replicas": replicas,
    "start": start,
}


async def run(name: str, size: str) -> dict[str, object]:
    """The bench's figures, and what they stand on."""
    async with standing() as ground:
        figures = await BENCHES[name].measure(ground, SIZES[size])
    return {"durability": dict(ground.durability), "figures": [figure.as_json() for figure in figures]}


if __name__ == "__main__":
    logging.configure("bench", level="ERROR")
    said = asyncio.run(run(sys.argv[1], sys.argv[2]))
    Path(sys.argv[3]).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
