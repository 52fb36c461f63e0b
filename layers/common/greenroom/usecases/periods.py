"""The period of a list's filter, from a time or day to a time or day."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from greenroom.clock import from_local_or_after
from greenroom.errors import ValidationError
from greenroom.models.caller import Caller

if TYPE_CHECKING:
    from greenroom.adapters.organisations import Organisations


class Period(NamedTuple):
    """From `since` on and before `until`; None is open."""

    since: datetime | None
    until: datetime | None

    @classmethod
    def of(
        cls,
        since: datetime | date | None,
        until: datetime | date | None,
        *,
        by: Caller,
        organisations: "Organisations",
    ) -> Self:
        """Convert days in the organisation's zone to times; the last day is included. Raises ValidationError."""
        if not any(is_day(end) for end in (since, until)):
            period = cls(_moment(since), _moment(until))
        else:
            zone = organisations.organisation(by.org_id).policy.timezone
            try:
                period = cls(_start(since, zone), _end(until, zone))
            except (ValueError, OverflowError) as error:
                raise _refused("from and to must be days that the calendar has") from error
        # An end that equals the beginning comes from a last day just before the first one.
        is_empty = period.since is not None and period.since == period.until and is_day(until)
        if is_empty or (period.since is not None and period.until is not None and period.since > period.until):
            raise _refused("to must not be before from")
        return period


ALWAYS = Period(None, None)


def is_day(end: datetime | date | None) -> bool:
    """Whether this is a day, and not a time."""
    return isinstance(end, date) and not isinstance(end, datetime)


def _refused(sentence: str) -> ValidationError:
    return ValidationError.about("to", sentence)


def _moment(end: datetime | date | None) -> datetime | None:
    return end if isinstance(end, datetime) else None


def _start(end: datetime | date | None, zone: str) -> datetime | None:
    if end is None or isinstance(end, datetime):
        return end
    return from_local_or_after(end, time(), zone)


def _end(end: datetime | date | None, zone: str) -> datetime | None:
    if end is None or isinstance(end, datetime):
        return end
    return from_local_or_after(end + timedelta(days=1), time(), zone)
