"""A time zone as a calendar entry describes it (RFC 5545, section 3.6.5): its offsets around one event.

icalendar can write one too, but puts the spring change one hour late, which moves an event on that morning.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from greenroom.clock import zone

if TYPE_CHECKING:
    from icalendar import Timezone

_AROUND = timedelta(days=366)
_NO_OFFSET = timedelta()


def vtimezone(zone_name: str, first: datetime, last: datetime) -> "Timezone":
    """The zone with every change of its clocks from a year before `first` to a year after `last`."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415

    tz = zone(zone_name)
    begin = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - _AROUND
    described = Timezone()
    described.add("tzid", zone_name)
    for at in (begin, *_changes(tz, begin, last + _AROUND)):
        after = at.astimezone(tz)
        offset_from = _offset(at if at == begin else at - timedelta(seconds=1), tz)
        observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
        # The moment of a change is told by the clock that runs until then.
        observance.add("dtstart", (at + offset_from).replace(tzinfo=None))
        observance.add("tzoffsetfrom", offset_from)
        observance.add("tzoffsetto", _offset(at, tz))
        observance.add("tzname", after.tzname() or zone_name)
        described.add_component(observance)
    return described


def _offset(moment: datetime, tz: ZoneInfo) -> timedelta:
    return moment.astimezone(tz).utcoffset() or _NO_OFFSET


def _changes(tz: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Each moment between two at which the offset changes, to the minute."""
    day = timedelta(days=1)
    while begin < end:
        if _offset(begin, tz) != _offset(begin + day, tz):
            low, high = begin, begin + day
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                low, high = (middle, high) if _offset(middle, tz) == _offset(begin, tz) else (low, middle)
            yield high
        begin += day
