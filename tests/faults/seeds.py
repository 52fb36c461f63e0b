"""The seed of a run: chance decides once, and STORM_SEED= repeats it."""

import os
import random
from functools import cache


@cache
def storm_seed() -> int:
    """STORM_SEED from the environment, or a new one."""
    return int(os.environ.get("STORM_SEED") or random.SystemRandom().randrange(1_000_000))
