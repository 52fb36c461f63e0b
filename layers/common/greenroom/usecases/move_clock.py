"""Move the clock of test records forward, so that days of waiting pass at once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import ContentionError, ForbiddenError, InvalidStateError, ValidationError
from greenroom.models.caller import Caller
from greenroom.models.test_mode import is_test
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.organisations import Organisations

FURTHEST_AHEAD = timedelta(days=3_650)


def move_clock(
    advance: timedelta | None, to: datetime | None, *, by: Caller, organisations: "Organisations", real_now: datetime
) -> timedelta:
    """Move the clock by `advance`, or forward to a time. Returns how far it is ahead of the real time.

    Raises ForbiddenError for live records, ValidationError, InvalidStateError for a time before the clock's, or
    BusyError.
    """
    if not is_test(by.org_id):
        raise ForbiddenError("Only the time of test records can be moved on: make a token with mode test.")
    if (advance is None) is (to is None):
        sentence = "Give either advance_minutes or to."
        raise ValidationError.about("advance_minutes", sentence)

    def attempt() -> timedelta:
        before = timedelta(seconds=organisations.clock_ahead_seconds(by.org_id))
        after = before + advance if advance is not None else _until(to or real_now, real_now)
        if after < before:
            raise InvalidStateError("The time of test records never goes back. For an earlier one make new records.")
        if after > FURTHEST_AHEAD:
            raise ValidationError(f"The time of test records is at most {FURTHEST_AHEAD.days} days ahead.")
        seconds = int(before.total_seconds()), int(after.total_seconds())
        if not organisations.move_clock(by.org_id, *seconds):
            raise ContentionError
        return after

    return repeated(attempt)


def _until(moment: datetime, real_now: datetime) -> timedelta:
    """The distance to a time, rounded up to whole seconds."""
    return timedelta(seconds=-((real_now - moment) // timedelta(seconds=1)))
