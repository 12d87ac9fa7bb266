"""What is measured, and beside which limit or rival? One file a bench; `bench/README.md` says how.

None of it reaches a platform that the shell names: a bench fills what it measures.
"""

from shared.settings import forget_settings

forget_settings()
