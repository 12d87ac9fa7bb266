"""Where the sample year is kept, and what stands in its files for what would make them too large."""

from pathlib import Path

HERE = Path(__file__).parent
YEAR = "year-2024.ndjson"
BAD = "year-2024-bad.json"
EXPECTED = "expected.json"
PADDING = "@PADDING@"
"""Stands for so much text that the record is too large: filled in when it is published."""
