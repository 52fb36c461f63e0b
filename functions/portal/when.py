"""The times of an interview in words, for the pages."""

from datetime import datetime, timedelta
from typing import NamedTuple

from greenroom.clock import rfc3339
from greenroom.models.session import Session
from greenroom.wording import both_times, clock_beside, day_and_time, duration_words, local_day, own_time, zone_label


class When(NamedTuple):
    """An interview's times in words, in the candidate's zone, or in the slot's zone if the candidate's is not known."""

    iso: str
    day: str
    """`Friday, 27 November 2026`"""
    start: str
    end: str
    """`10:45`, or on another day `00:30 on Saturday, 28 November`."""
    zone: str
    """`India time`"""
    elsewhere: str | None
    """The start in the slot's zone, such as `14:30 in India`; None if it is the same clock time."""
    sentence: str
    """Day, time and zones: `Friday, 27 November 2026, 10:00 Berlin time (14:30 in India)`."""
    last_entry: str
    zones: str
    """The IANA names of both zones, for the script that adds the time in the device's zone."""


class OpeningTimes(NamedTuple):
    """The opening times of a room: times for the countdown's script, and words to show before it runs."""

    server_time: str
    opens_at: str
    last_entry_at: str
    is_open: bool
    left: str
    opens_clock: str
    last_entry_clock: str


def home_zone(session: Session) -> str:
    """The candidate's time zone; the slot's zone if it is not known."""
    return session.candidate_timezone or session.timezone


def countdown_words(left: timedelta) -> str:
    """The time left: `in 2 days`, `in 1 day 7 h`, `in 3 h 12 min`, `in 04:31`. The page's script uses the same
    words."""
    seconds = max(0.0, left.total_seconds())
    hours, days = int(seconds // 3600), int(seconds // 86_400)
    if days >= 2:
        return f"in {days} days"
    if days == 1:
        return f"in 1 day {hours - 24} h"
    whole = -int(-seconds // 1)
    if hours or whole >= 3600:
        return f"in {max(1, hours)} h {int(seconds % 3600 // 60) if hours else 0} min"
    return f"in {whole // 60:02d}:{whole % 60:02d}"


def when_of(session: Session) -> When:
    """The times of a session in words."""
    home, slot = home_zone(session), session.timezone
    return When(
        iso=rfc3339(session.starts_at),
        day=local_day(session.starts_at, home),
        start=clock_beside(session.starts_at, session.starts_at, home),
        end=clock_beside(session.ends_at, session.starts_at, home),
        zone=zone_label(home),
        elsewhere=own_time(session.starts_at, home, slot),
        sentence=both_times(session.starts_at, home, slot),
        last_entry=day_and_time(session.last_entry_at, home),
        zones=" ".join(dict.fromkeys((home, slot))),
    )


def decided_by(session: Session, decision_days: int | None) -> str | None:
    """The day in the candidate's zone by which they hear the decision; None if no day is promised."""
    if decision_days is None:
        return None
    return local_day((session.ended_at or session.ends_at) + timedelta(days=decision_days), home_zone(session))


def late_left(session: Session, now: datetime) -> str | None:
    """The time left for a late candidate, such as `36 minutes`; None for a candidate in time."""
    if now < session.starts_at + timedelta(minutes=1):
        return None
    return duration_words(max(1, int((session.ends_at - now).total_seconds() // 60)))


def opening_times_of(session: Session, now: datetime) -> OpeningTimes:
    """The opening times of a session, relative to `now`."""
    home = home_zone(session)
    return OpeningTimes(
        server_time=rfc3339(now),
        opens_at=rfc3339(session.opens_at),
        last_entry_at=rfc3339(session.last_entry_at),
        is_open=now >= session.opens_at,
        left=countdown_words(session.opens_at - now),
        opens_clock=clock_beside(session.opens_at + timedelta(seconds=59), session.starts_at, home),
        last_entry_clock=clock_beside(session.last_entry_at, session.starts_at, home),
    )
