"""The quarterly summary: Phụ lục 1, 2 and 3, compliance, and what waits for direction, from the facts
alone (R20–R29)."""
