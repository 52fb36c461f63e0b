"""Many may write the same thing at once: an attempt reads, decides, writes, and is repeated when it lost the race."""

import secrets
import time
from collections.abc import Callable

from greenroom.errors import BusyError, ConditionsFailedError, ContentionError

TRIES = 8
FIRST_PAUSE = 0.025
LONGEST_PAUSE = 0.8
GIVE_UP_AFTER = 8.0
"""Seconds after which no further attempt begins: well within the time that a function has."""

SAFE_TO_REPEAT = BusyError.sentence


def repeated[T](
    attempt: Callable[[], T],
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """The outcome of an attempt, repeated with full jitter (25 ms doubling, at most 800 ms) while it loses a race.

    The attempt reads anew each time, so a write of its own whose answer got lost is found, not repeated.
    Raises BusyError after 8 tries or 8 seconds. It does not say that nothing was written: the last answer may have been
    lost, or the read that would have found the write refused.
    """
    ends_at = clock() + GIVE_UP_AFTER
    for number in range(TRIES):
        try:
            return attempt()
        except BusyError as error:
            raise BusyError(SAFE_TO_REPEAT) from error
        except (ContentionError, ConditionsFailedError):
            if number + 1 == TRIES or clock() >= ends_at:
                break
            pause(secrets.randbelow(1000) / 1000 * min(LONGEST_PAUSE, FIRST_PAUSE * 2**number))
    raise BusyError(SAFE_TO_REPEAT)
