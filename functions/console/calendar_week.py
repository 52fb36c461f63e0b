"""A week or a day of the calendar: its days, its time zone, and the slots and interviews on each day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app
from greenroom.api.fields import Day
from greenroom.clock import ZoneName, from_local_or_after
from greenroom.clock import zone as zone_of
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.slot import Slot
from greenroom.usecases.list_interviews import InterviewFilter, list_interviews
from greenroom.usecases.periods import Period
from greenroom.usecases.slots import SlotFilter, list_slots
from greenroom.wording import clock_words, day_words, from_to, zone_label

MOST_SLOTS = 300
MOST_INTERVIEWS = 100
FURTHEST_DAYS = 4_000
ONE_DAY = timedelta(days=1)
LEAST_SHOWN = timedelta(minutes=15)
TAKES_PLACE = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS, InterviewStatus.COMPLETED})
LOCAL = "%Y-%m-%dT%H:%M"
"""The format of local date and time, without a zone, that the calendar's script reads."""
COMMON_ZONES = (
    *("Asia/Kolkata", "Asia/Dubai", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Europe/London"),
    *("Europe/Berlin", "Africa/Johannesburg", "America/Sao_Paulo", "America/New_York", "America/Chicago"),
    *("America/Los_Angeles", "UTC"),
)


class Span(NamedTuple):
    """The days that the calendar shows: a week from Monday, or one day."""

    first: date
    is_day: bool

    @property
    def days(self) -> list[date]:
        """The days, in order."""
        return [self.first + ONE_DAY * number for number in range(1 if self.is_day else 7)]

    @property
    def before(self) -> date:
        """The first day of the previous span."""
        return self.first - ONE_DAY * len(self.days)

    @property
    def after(self) -> date:
        """The first day of the next span."""
        return self.first + ONE_DAY * len(self.days)

    @property
    def words(self) -> str:
        """The span in words: `Monday, 23 November 2026 to Sunday, 29 November 2026`."""
        return day_words(self.first) if self.is_day else f"{day_words(self.first)} to {day_words(self.after - ONE_DAY)}"


class SlotLine(NamedTuple):
    """A slot, in the zone in which the week is shown."""

    slot: Slot
    clock: str
    job_title: str
    starts: str
    ends: str
    is_past: bool

    @property
    def seats(self) -> str:
        return f"{self.slot.current_bookings}/{self.slot.max_candidates}"


class InterviewLine(NamedTuple):
    """A booked interview."""

    interview: Interview
    clock: str
    starts: str
    ends: str


class DayColumn(NamedTuple):
    """A day with its slots and interviews."""

    day: date
    words: str
    is_today: bool
    slots: list[SlotLine]
    interviews: list[InterviewLine]


def span_of(view: str, wanted: str | None, today: date) -> Span:
    """The span that contains the day; that of today if the day is invalid or too far away."""
    try:
        day = TypeAdapter(Day).validate_python(wanted) if wanted else today
    except PydanticError:
        day = today
    if abs((day - today).days) > FURTHEST_DAYS:
        day = today
    return Span(day, is_day=True) if view == "day" else Span(day - ONE_DAY * day.weekday(), is_day=False)


def known_zone(wanted: str | None, otherwise: str) -> str:
    """The time zone of that name; the other one if there is none."""
    try:
        return TypeAdapter(ZoneName).validate_python(wanted) if wanted else otherwise
    except PydanticError:
        return otherwise


def zones_offered(own: str, columns: Iterable[DayColumn]) -> list[str]:
    """The time zones to choose from: the organisation's, those of the shown slots and interviews, and common ones."""
    shown = [line.slot.timezone for column in columns for line in column.slots]
    return list(dict.fromkeys([own, *shown, *COMMON_ZONES]))


def clock_changes(span: Span, zone: str) -> list[str]:
    """A sentence for each day on which the clocks of the zone change."""
    found = []
    for day in span.days:
        before, after = (_local(from_local_or_after(one, time(), zone), zone) for one in (day, day + ONE_DAY))
        change = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
        if change:
            way = "forward" if change > timedelta() else "back"
            minutes = round(abs(change).total_seconds() / 60)
            found.append(f"{day_words(day)}: the clocks of {zone_label(zone)} go {way} by {minutes} minutes.")
    return found


def columns_of(request: ConsoleRequest, span: Span, zone: str, job_id: str, titles: dict[str, str]) -> list[DayColumn]:
    """The days of a span with their slots and interviews: a query and a batch read for each of both."""
    since, until = (from_local_or_after(day, time(), zone) for day in (span.first, span.after))
    slots = list_slots(
        SlotFilter(job_id or None, since, until),
        by=request.caller,
        slots=app.slots,
        limit=MOST_SLOTS,
        position=None,
        now=request.now,
    ).items
    interviews = list_interviews(
        InterviewFilter(job_id=job_id or None, period=Period(since, until)),
        by=request.caller,
        interviews=app.interviews,
        limit=MOST_INTERVIEWS,
        position=None,
    ).items
    today = request.now.astimezone(zone_of(zone)).date()
    columns = {day: DayColumn(day, day_words(day), day == today, [], []) for day in span.days}
    for one in slots:
        columns[_local(one.starts_at, zone).date()].slots.append(_slot_line(one, zone, titles, request.now))
    for held in sorted(interviews, key=lambda each: each.started_at or request.now):
        if held.status in TAKES_PLACE and held.started_at is not None and held.ends_at is not None:
            line = InterviewLine(
                held, clock_words(held.started_at, zone), *_on_the_grid(held.started_at, held.ends_at, zone)
            )
            columns[_local(held.started_at, zone).date()].interviews.append(line)
    return list(columns.values())


def _slot_line(found: Slot, zone: str, titles: dict[str, str], now: datetime) -> SlotLine:
    return SlotLine(
        found,
        from_to(found.starts_at, found.ends_at, zone),
        titles.get(found.job_id, "An older job"),
        *_on_the_grid(found.starts_at, found.ends_at, zone),
        found.ends_at <= now,
    )


def _on_the_grid(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[str, str]:
    """Start and end in local time. If a clock change puts the end before the start, the end follows from the length."""
    starts, ends = (_local(moment, zone).replace(tzinfo=None) for moment in (starts_at, ends_at))
    if ends <= starts:
        ends = starts + max(ends_at - starts_at, LEAST_SHOWN)
    return f"{starts:{LOCAL}}", f"{ends:{LOCAL}}"


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(zone_of(zone))
