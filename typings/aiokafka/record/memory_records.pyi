from typing import Any

MemoryRecords: Any
