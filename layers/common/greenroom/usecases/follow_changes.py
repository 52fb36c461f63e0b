"""Bring interviews in line after a candidate, job or organisation was changed, or refuse the change.

There is no list of the fields that a booking copies. Instead, each booking is computed again from its present
candidate, job and organisation, as at its creation. If the two differ, the new one is stored.
"""

from collections.abc import Callable, Iterable
from copy import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import InvalidStateError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.change_to_follow import JobAsks
from greenroom.models.interview import NOT_BEGUN, Booking, Interview, InterviewStatus, InterviewType
from greenroom.models.session import SessionStatus
from greenroom.rules.booking import refuse_overlap
from greenroom.rules.changed_bookings import KEPT, differences, is_news, with_what_was
from greenroom.rules.changes import after_last_change, session_of
from greenroom.rules.due import next_due
from greenroom.rules.plan_origins import made_from
from greenroom.usecases.appointments import (
    booking_on,
    people_of,
    restaffed,
    ruled,
    same_session,
    scheduled,
    with_busy,
    without_busy,
)
from greenroom.usecases.create_interview import calendar_keys
from greenroom.usecases.invite_to_choose import add_time_invitation
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.reschedule import booked
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.schedule_write import ScheduleWrite

MOST_AHEAD = 100
"""Interviews that one change may touch within a request."""


def refuse_what_cannot_follow(
    ahead: Iterable[Interview], candidate: Candidate, *, by: Caller, schedule: "Schedule", now: datetime
) -> None:
    """Raises CalendarConflictError where a booking of the changed candidate would overlap another."""
    for interview in ahead:
        if interview.status is InterviewStatus.SCHEDULED:
            found = _read(interview.interview_id, by, schedule, now, lambda _stored: candidate)
            if found.fresh is not None:
                found.refuse_overlaps()


def refuse_too_many(ahead: list[Interview]) -> None:
    """Raises InvalidStateError if more than MOST_AHEAD interviews would have to follow."""
    if len(ahead) > MOST_AHEAD:
        raise InvalidStateError(
            f"{len(ahead)} interviews that repeat this are still to come, and one change reaches at most {MOST_AHEAD}. "
            "Cancel some of them, or change it when fewer are ahead."
        )


def follow(
    ahead: Iterable[Interview],
    *,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    job_asks: JobAsks | None = None,
) -> None:
    """Bring future interviews in line with a change. A repetition continues a call that broke off.

    A change that the candidate must know of (address, end, place or language) makes a new version of the booking, with
    a new link and e-mail. Any other change keeps the link that was sent. `job_asks` is set where a job was changed:
    then questions that were already made follow, too. Raises BusyError.
    """
    for interview in ahead:
        repeated(partial(_follow, interview.interview_id, by, schedule, links, now, job_asks))


class _Found(NamedTuple):
    """An interview with its stored booking (`before`) and the booking computed today (`fresh`)."""

    reads: BookingReads
    people: People
    before: Booking | None
    fresh: Booking | None
    now: datetime

    def refuse_overlaps(self) -> None:
        """Raises CalendarConflictError if the booking is new in a calendar, or longer, and overlaps another one
        there."""
        if self.before is None or self.fresh is None:
            return
        keys, old_keys = self.after_keys, self.reads.interview.calendar_keys
        is_longer = self.fresh.ends_at > self.before.ends_at
        for calendar in self.people.calendars:
            if calendar.calendar_key in keys and (is_longer or calendar.calendar_key not in old_keys):
                interview_id = self.fresh.interview_id
                refuse_overlap(calendar, interview_id, self.fresh.starts_at, self.fresh.ends_at)

    @property
    def named(self) -> Interview:
        """The interview with the present names and calendars."""
        return self.reads.interview.changed(
            candidate_name=self.people.candidate.full_name,
            job_title=self.people.job.job_title,
            calendar_keys=self.after_keys,
        )

    @property
    def has_another_address(self) -> bool:
        """Whether the candidate's address has changed since the interview last followed."""
        return self.reads.interview.calendar_keys[0] != self.people.candidate.calendar_key

    @property
    def after_keys(self) -> tuple[str, ...]:
        """Keys of the calendars that the interview belongs to."""
        interview = self.reads.interview
        return calendar_keys(interview.org_id, self.people.candidate.calendar_key, interview.interviewers)


def _read(
    interview_id: str,
    by: Caller,
    schedule: "Schedule",
    now: datetime,
    candidate_of: Callable[[Candidate], Candidate] = lambda stored: stored,
) -> _Found:
    # The interview is read first: if the candidate is changed between the reads, that change brings it in line itself.
    reads = schedule.booking_reads(by.org_id, interview_id, None)
    people = people_of(reads.interview, schedule, candidate_of)
    if reads.interview.status is not InterviewStatus.SCHEDULED:
        return _Found(reads, people, None, None, now)
    before, slot = booked(people)
    at = after_last_change(reads.interview, now)
    fresh = booking_on(slot, reads, people, session_id=before.session_id, actor=before.actor, now=at)
    return _Found(reads, people, before, fresh, at)


def _follow(
    interview_id: str,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    job_asks: JobAsks | None,
) -> None:
    found = _read(interview_id, by, schedule, now)
    interview = found.reads.interview
    if interview.status not in NOT_BEGUN:
        return
    after = found.named
    changed = sorted(differences(found.before, found.fresh)) if found.before and found.fresh else []
    if found.fresh is not None:
        after = _with_rules(after, found.fresh, found)
    if job_asks is not None and not changed and _asks_otherwise(found, job_asks, schedule, links):
        # A new record of the booking makes the questions again.
        changed = ["questions"]
    if after == interview and not changed:
        return
    write = schedule.write()
    if found.before is not None and found.fresh is not None:
        after = _booking_follows(found, found.before, found.fresh, after, write, schedule, links)
    at = after_last_change(interview, now)
    if after.choice is not None and after.choice.is_open(now) and found.has_another_address:
        # The new address ends the link that was sent, so the invitation continues with a new link.
        invited_now = after.choice.changed(invited_at=at)
        asked = replace(found.reads, interview=after)
        after = add_time_invitation(write, asked, found.people, invited_now, by=by, links=links, now=at)
    after = after.changed(version=interview.version + 1, updated_at=at)
    write.interview(after)
    write.log(
        LogEntry(
            org_id=by.org_id,
            interview_id=interview_id,
            at=at,
            action=Action.CHANGED,
            actor=by.actor,
            # Names of fields only: their values may be personal data, and the log is kept longer.
            new={"followed": changed or _different(interview, after), "version": after.version},
        )
    )
    write.commit()


def _with_rules(after: Interview, fresh: Booking, found: _Found) -> Interview:
    """The interview with automatic work by the organisation's present rules. Work that is due already stays due."""
    ruled_now = ruled(after, fresh, found.reads.organisation.policy)
    if ruled_now == after or (after.due_at is not None and after.due_at <= found.now):
        return ruled_now
    return ruled_now.changed(due_at=next_due(ruled_now, after=found.now))


def _asks_otherwise(found: _Found, job_asks: JobAsks, schedule: "Schedule", links: LinkMaker) -> bool:
    """Whether the questions were made from an earlier text of the job and were not edited."""
    if found.fresh is None or found.before is None or found.fresh.interview_type is not InterviewType.AI:
        return False
    job, before = found.people.job, found.before
    is_made, digest = schedule.plan_made_from(links.hash_of(before.session_id, before.version))
    if not is_made:
        # The questions are being made, perhaps from the job's earlier text.
        return job_asks is JobAsks.OTHERWISE
    return digest is not None and digest != made_from(found.fresh, job)


def _different(before: Interview, after: Interview) -> list[str]:
    changed = {name for name in Interview.model_fields if getattr(before, name) != getattr(after, name)}
    return sorted(changed - {"version", "updated_at"})


def _booking_follows(
    found: _Found,
    before: Booking,
    fresh: Booking,
    after: Interview,
    write: "ScheduleWrite",
    schedule: "Schedule",
    links: LinkMaker,
) -> Interview:
    """Add the booking, its session and its calendars to the transaction. Returns the interview's next state."""
    old_hash = links.hash_of(before.session_id, before.version)
    if is_news(before, fresh):
        booking = with_what_was(before, fresh)
        booking = booking.changed(let_go=restaffed(before, booking.interviewers, is_new_version=True).let_go)
        write.booking(booking)
        write.session(session_of(before, old_hash, SessionStatus.MOVED, found.now))
        after = scheduled(after, booking, found.reads.organisation.policy, None)
    else:
        kept = {name: getattr(before, name) for name in KEPT}
        booking = fresh.changed(**kept).changed(changed_at=found.now)
        write.same_booking(booking)
        write.same_session(same_session(booking, old_hash, schedule.session(old_hash), found.now))
    keys = after.calendar_keys
    moves = (before.starts_at, before.ends_at) != (booking.starts_at, booking.ends_at)
    for calendar in found.people.calendars:
        if calendar.calendar_key not in keys:
            write.calendars(without_busy(calendar, booking.interview_id, found.now))
        elif moves or booking.interview_id not in calendar.busy:
            write.calendars(with_busy(calendar, booking, found.now))
    return after
