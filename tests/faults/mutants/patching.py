"""How does a mutant replace a part of the platform? By `setattr`, or what a test undoes afterwards."""

from collections.abc import Callable
from typing import Any

Patch = Callable[[Any, str, Any], Any]
"""Owner, name, and what stands there from now on."""
