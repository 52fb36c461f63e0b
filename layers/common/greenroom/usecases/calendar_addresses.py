"""Secret addresses for subscriptions to the interviews of an interviewer or a job."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.models.calendar import Calendar, calendar_key, job_calendar_key
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.rules.calendar_addresses import CalendarAddress, new_address

if TYPE_CHECKING:
    from greenroom.adapters.calendars import Calendars
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs

SHOWN = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS, InterviewStatus.COMPLETED})
SHOWN_FOR = timedelta(days=30)
MOST_SHOWN = 200
MOST_READ = 1_000


class CalendarOwner(NamedTuple):
    """The owner of a calendar: an interviewer, by address, or a job."""

    interviewer_email: str | None = None
    job_id: str | None = None

    def key(self, org_id: str) -> str:
        """The key of the calendar."""
        if self.job_id is not None:
            return job_calendar_key(org_id, self.job_id)
        return calendar_key(org_id, self.interviewer_email or "")


def make_address(owner: CalendarOwner, *, by: Caller, calendars: "Calendars", jobs: "Jobs") -> CalendarAddress:
    """Make a new address. The previous one stops working. Raises NotFoundError for an unknown job."""
    if owner.job_id is not None:
        jobs.get(by.org_id, owner.job_id)
    address = new_address(owner.key(by.org_id))
    calendars.give_address(address.calendar_key, address.secret_hash, is_of_person=owner.job_id is None)
    return address


def revoke_address(owner: CalendarOwner, *, by: Caller, calendars: "Calendars") -> None:
    """Revoke a calendar address. Raises NotFoundError if there is none."""
    if not calendars.take_address(owner.key(by.org_id)):
        raise NotFoundError("Calendar")


def opened(address: CalendarAddress, calendars: "Calendars") -> Calendar:
    """The calendar behind an address: one read. Raises NotFoundError."""
    calendar = calendars.get(address.calendar_key)
    if calendar is None or not address.opens(calendar):
        raise NotFoundError("Calendar")
    return calendar


def interviews_in(calendar: Calendar, interviews: "Interviews", now: datetime) -> list[Interview]:
    """The interviews of a calendar: a person's busy times, or a job's newest interviews, without cancelled ones."""
    org_id, _, owner = calendar.calendar_key.partition("#")
    found = _of_job(org_id, owner, interviews) if owner.startswith("job_") else _of_person(org_id, calendar, interviews)
    shown = (one for one in found if one.status in SHOWN and one.started_at is not None and one.erased_at is None)
    recent = sorted(
        (one for one in shown if one.started_at and one.started_at > now - SHOWN_FOR),
        key=lambda one: one.started_at or now,
    )
    return recent[:MOST_SHOWN]


def _of_person(org_id: str, calendar: Calendar, interviews: "Interviews") -> Iterator[Interview]:
    own = interviews.many(org_id, list(calendar.busy))
    # Calendars are kept by address: a person who is also a candidate sees only the interviews that they hold.
    yield from (one for one in own if one is not None and calendar.calendar_key in one.calendar_keys[1:])


def _of_job(org_id: str, job_id: str, interviews: "Interviews") -> Iterator[Interview]:
    for count, one in enumerate(interviews.each(interviews.of_job(org_id, job_id))):
        if count >= MOST_READ:
            return
        yield one
