"""Invite a candidate to choose a time, by an e-mail with a link to the free times of the job.

The invitation is stored in the table of bookings until a booking replaces it, and its stream record sends the e-mail,
as a booking's does.
"""

from collections.abc import Callable, Sequence
from copy import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.choice import Choice, ChoiceLink, ChoiceStatus
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewStatus, InterviewType
from greenroom.rules.booking import opened
from greenroom.rules.changes import after_last_change
from greenroom.rules.due import next_due
from greenroom.usecases.appointments import as_they_are_now, people_of, refuse_overtaken
from greenroom.usecases.book_many import LineOutcome, each_apart, is_pending
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.create_interview import InterviewRequest, pending_interview
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.providers import refuse_unconnected
from greenroom.usecases.retry import repeated
from greenroom.usecases.take_seat import created_entry
from greenroom.usecases.time_invitation import time_invitation_of

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.connections import ConnectedProviders
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.schedule_write import ScheduleWrite

AGAIN_AFTER = timedelta(minutes=1)
"""A repetition within this time sends no second invitation, as with invitations to a booked time."""
LONGEST_CHOICE = timedelta(days=60)


def invite_to_choose(
    interview_id: str,
    expires_at: datetime | None,
    *,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    expected_version: int | None = None,
) -> Interview:
    """Invite the candidate of a pending interview, until `expires_at` or for as long as the policy says.

    A repetition sends another invitation, whatever the state of the previous one; within a minute it sends none. Raises
    NotFoundError, StaleVersionError, InvalidStateError for an interview that is not pending, ValidationError for a time
    that cannot be the end, the gates' refusals of `rules.booking`, or BusyError.
    """
    _refuse_bad_end(expires_at, now)

    def attempt() -> Interview:
        reads = schedule.booking_reads(by.org_id, interview_id, None)
        interview = reads.interview
        # Checked before the version: this same request may have invited the candidate, and its answer was lost.
        if _is_just_invited(interview, expires_at, now):
            return interview
        refuse_stale_version(interview.version, expected_version)
        if interview.status is not InterviewStatus.PENDING:
            raise InvalidStateError(f"This interview is {interview.status}: its candidate has no time to choose.")
        people = people_of(interview, schedule)
        write, at = schedule.write(), after_last_change(interview, now)
        after = _invited(write, as_they_are_now(reads, people), people, expires_at, by=by, links=links, now=at)
        write.interview(after)
        write.log(_entry(after, by))
        write.commit()
        return after

    return repeated(attempt)


def make_and_invite(
    interview_id: str,
    asked: InterviewRequest,
    expires_at: datetime | None,
    *,
    by: Caller,
    seen: Candidate,
    schedule: "Schedule",
    connected: "ConnectedProviders",
    links: LinkMaker,
    now: datetime,
) -> Interview:
    """Create an interview whose candidate chooses the time, in one transaction.

    A repetition under the same id returns the stored interview. `seen` is the candidate as read before their
    interviews: if another request has created an interview since, the caller must read again.

    Raises NotFoundError, NotConnectedError, the gates' refusals of `rules.booking`, ConditionsFailedError or
    ContentionError.
    """
    made = schedule.new_interview_reads(by.org_id, interview_id, asked.candidate_id, asked.job_id, None)
    if made.made is not None:
        return made.made
    refuse_overtaken(made.candidate, seen)
    refuse_unconnected(by.org_id, asked.provider, connected)
    interview = pending_interview(interview_id, asked, made, now)
    people = schedule.people(interview)
    reads, write = BookingReads(made.organisation, interview, None), schedule.write()
    after = _invited(write, reads, people, expires_at, by=by, links=links, now=now)
    write.note_at_candidate(made.candidate, interview_id, now)
    write.new_interview(after)
    write.log(created_entry(interview, by, now), _entry(after, by))
    write.commit()
    return after


def _invited(
    write: "ScheduleWrite",
    reads: BookingReads,
    people: People,
    expires_at: datetime | None,
    *,
    by: Caller,
    links: LinkMaker,
    now: datetime,
) -> Interview:
    """The interview with its candidate invited. Raises the refusals of gates that are closed."""
    interview = reads.interview
    match = opened(people.match, interview.interview_type)
    write.require_gates(match, online=interview.interview_type is InterviewType.ONLINE)
    until = expires_at or now + timedelta(days=reads.organisation.policy.choice_days)
    choice = Choice(invited_at=now, expires_at=until)
    after = add_time_invitation(write, reads, people, choice, by=by, links=links, now=now)
    return after.changed(version=interview.version + 1, updated_at=now)


def add_time_invitation(
    write: "ScheduleWrite",
    reads: BookingReads,
    people: People,
    choice: Choice,
    *,
    by: Caller,
    links: LinkMaker,
    now: datetime,
) -> Interview:
    """Add an invitation with a new link to a transaction. Returns the interview's next state.

    The caller writes the interview, with its version raised.
    """
    interview = reads.interview
    after = interview.changed(
        session_id=interview.session_id or new_id("ses"), booking_version=interview.booking_version + 1, choice=choice
    )
    after = after.changed(due_at=next_due(after))
    invitation = time_invitation_of(after, reads, people, choice, actor=by.actor, now=now)
    write.booking(invitation)
    write.choice_link(
        ChoiceLink(
            session_hash=links.hash_of(invitation.session_id, invitation.version),
            org_id=interview.org_id,
            interview_id=interview.interview_id,
            calendar_key=people.candidate.calendar_key,
        )
    )
    return after


def invite_many_to_choose(
    candidate_ids: Sequence[str],
    asked: InterviewRequest,
    expires_at: datetime | None,
    *,
    first_id: str,
    by: Caller,
    candidates: "Candidates",
    interviews: "Interviews",
    schedule: "Schedule",
    connected: "ConnectedProviders",
    links: LinkMaker,
    has_time: Callable[[], bool],
    now: datetime,
) -> list[LineOutcome]:
    """Invite each candidate to choose a time for a job. A repetition invites nobody twice.

    `asked` has the fields that all interviews share. The candidate's pending interview of this job and type is used;
    without one, an interview is created. An interview with a time keeps it, an open invitation stays open, and a
    candidate who declined is not invited again. The outcome is BusyError for a candidate who was not reached in time:
    the same request, sent again, continues there.
    """
    _refuse_bad_end(expires_at, now)

    def invited(number: int, candidate_id: str) -> Interview:
        candidate = candidates.get(by.org_id, candidate_id)
        of_job = [one for one in interviews_of(candidate, interviews=interviews) if one.job_id == asked.job_id]
        pending = next((one for one in of_job if is_pending(one, asked)), None)
        if (unchanged := _needs_no_invitation(of_job, pending, now)) is not None:
            return unchanged
        if pending is None:
            new = replace(asked, candidate_id=candidate_id)
            make = partial(make_and_invite, f"{first_id}{number:02d}", new, expires_at, by=by, links=links, now=now)
            return make(seen=candidate, schedule=schedule, connected=connected)
        return invite_to_choose(pending.interview_id, expires_at, by=by, schedule=schedule, links=links, now=now)

    return each_apart(candidate_ids, invited, has_time)


def _needs_no_invitation(of_job: Sequence[Interview], pending: Interview | None, now: datetime) -> Interview | None:
    """The interview that has a time, or whose invitation is open; None where the candidate is to be invited.

    Raises InvalidStateError where the candidate declined.
    """
    if has_a_time := next((one for one in of_job if one.status in HAS_A_TIME), None):
        return has_a_time
    choice = pending.choice if pending else None
    if choice is not None and choice.status is ChoiceStatus.DECLINED:
        raise InvalidStateError("The candidate declined. Invite them again from their own page, if they agreed.")
    is_invited = choice is not None and choice.status is ChoiceStatus.INVITED and choice.is_open(now)
    return pending if is_invited else None


def _is_just_invited(interview: Interview, expires_at: datetime | None, now: datetime) -> bool:
    choice = interview.choice
    if choice is None or interview.status is not InterviewStatus.PENDING or choice.status is not ChoiceStatus.INVITED:
        return False
    return now - choice.invited_at < AGAIN_AFTER and expires_at in {None, choice.expires_at}


def _refuse_bad_end(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and not now < expires_at <= now + LONGEST_CHOICE:
        sentence = f"expires_at must be ahead, and at most {LONGEST_CHOICE.days} days from now"
        raise ValidationError.about("expires_at", sentence)


def _entry(after: Interview, by: Caller) -> LogEntry:
    return LogEntry(
        org_id=by.org_id,
        interview_id=after.interview_id,
        at=after.updated_at,
        action=Action.INVITED,
        actor=by.actor,
        new={
            "status": after.status,
            "version": after.version,
            "expires_at": after.choice.expires_at if after.choice else None,
        },
    )
