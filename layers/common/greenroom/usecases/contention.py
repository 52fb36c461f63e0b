"""Many may write the same thing at once: an attempt reads, decides, writes, and is repeated when it lost the race."""

import secrets
import time
from collections.abc import Callable

from greenroom.errors import BusyError, ConditionsFailedError, ContentionError

TRIES = 8
FIRST_PAUSE = 0.025
LONGEST_PAUSE = 0.8


def repeated[T](attempt: Callable[[], T], pause: Callable[[float], None] = time.sleep) -> T:
    """The outcome of an attempt, repeated with full jitter (25 ms doubling, at most 800 ms) while it loses a race.

    The attempt reads anew each time, so a write of its own whose answer got lost is found, not repeated.
    Raises BusyError after 8 tries; nothing was written then.
    """
    for number in range(TRIES):
        try:
            return attempt()
        except (ContentionError, ConditionsFailedError):
            if number + 1 < TRIES:
                pause(secrets.randbelow(1000) / 1000 * min(LONGEST_PAUSE, FIRST_PAUSE * 2**number))
    raise BusyError
