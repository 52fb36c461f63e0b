"""Change an interview: its time, or who else comes, where it is and what was noted. All of it in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenroom.errors import FieldProblem, InvalidStateError, NotFoundError, ValidationError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus, InterviewType
from greenroom.models.reads import Request
from greenroom.models.session import SessionStatus
from greenroom.models.slot import Slot
from greenroom.rules.booking import refuse_bad_time, refuse_overlap
from greenroom.rules.due import next_due
from greenroom.usecases.appointments import refuse_slot_as_read, session_of, with_busy, without_busy
from greenroom.usecases.interviews import OwnTime, calendar_keys, private_slot
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.reschedule import booked, move, refuse_stale, refuse_unscheduled
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule, ScheduleWrite

OPEN = frozenset({InterviewStatus.PENDING, InterviewStatus.SCHEDULED})


@dataclass(frozen=True)
class Change:
    """What is to change. `details` are `booking_notes`, `interviewer_email` and `location`, where they are named."""

    details: Mapping[str, Any] = field(default_factory=dict)
    slot_id: str | None = None
    own_time: OwnTime | None = None


@dataclass(frozen=True)
class Changer:
    """Changes interviews for one caller."""

    schedule: "Schedule"
    links: LinkMaker
    by: Caller
    now: datetime

    def change(self, interview_id: str, change: Change, expected_version: int | None) -> Interview:
        """The interview as changed; a change that is made already changes nothing.

        Raises NotFoundError, StaleVersionError, InvalidStateError, ValidationError, the refusals of `rules.booking`,
        or BusyError.
        """
        return repeated(lambda: self._attempt(interview_id, change, expected_version))

    def _attempt(self, interview_id: str, change: Change, expected_version: int | None) -> Interview:
        request = self.schedule.request(self.by.org_id, interview_id, change.slot_id)
        interview = request.interview
        amended = self._amended(interview, change)
        moves = self._moves(interview, change)
        # Before the version: it is changed already where this very call did it and its answer got lost.
        if amended == interview and not moves:
            return interview
        refuse_stale(interview, expected_version)
        if not moves:
            return self._amend(interview, amended)
        refuse_unscheduled(interview, "rescheduled")
        slot = self._new_slot(request, amended, change)
        leaves = tuple(key for key in interview.calendar_keys if key not in amended.calendar_keys)
        return move(
            Request(request.organisation, amended, slot, leaves),
            slot,
            None,
            is_made_now=change.own_time is not None,
            by=self.by,
            schedule=self.schedule,
            links=self.links,
            now=self.now,
        ).interview

    def _moves(self, interview: Interview, change: Change) -> bool:
        own = change.own_time
        if own is None:
            return change.slot_id is not None and change.slot_id != interview.slot_id
        if interview.started_at != own.starts_at:
            return True
        slot = self.schedule.slot_of(interview)
        return slot is None or not slot.is_private or slot.ends_at - slot.starts_at != timedelta(minutes=own.minutes)

    def _new_slot(self, request: Request, amended: Interview, change: Change) -> Slot:
        if request.slot is not None:
            refuse_slot_as_read(request.slot, amended, self.schedule)
            return request.slot
        if change.own_time is None:
            raise NotFoundError("Slot")
        refuse_bad_time(change.own_time.starts_at, request.organisation.policy, self.now)
        return private_slot(change.own_time, amended, request.organisation.policy.timezone, self.now)

    def _amended(self, interview: Interview, change: Change) -> Interview:
        details = dict(change.details)
        if "location" in details and interview.interview_type is not InterviewType.OFFLINE:
            sentence = "location belongs to OFFLINE interviews alone"
            raise ValidationError(sentence, details=(FieldProblem("location", sentence),))
        if "interviewer_email" in details:
            candidates_own = interview.calendar_keys[0]
            details["calendar_keys"] = calendar_keys(interview.org_id, candidates_own, details["interviewer_email"])
        return interview.changed(**details)

    def _amend(self, interview: Interview, amended: Interview) -> Interview:
        if interview.status not in OPEN:
            raise InvalidStateError(f"This interview is {interview.status}, so it can not be changed.")
        after = amended.changed(version=interview.version + 1, updated_at=self.now)
        write = self.schedule.write()
        if interview.status is InterviewStatus.SCHEDULED and _tells_the_booking(interview, amended):
            after = self._rebook(interview, after, write)
        write.interview(after)
        write.log(self._entry(interview, after))
        write.commit()
        return after

    def _rebook(self, interview: Interview, after: Interview, write: "ScheduleWrite") -> Interview:
        """Add to the transaction what a booking says otherwise now.

        Another place is news to the candidate: it gets a version of its own, and with it an invitation and a link.
        """
        both = tuple(dict.fromkeys((*interview.calendar_keys, *after.calendar_keys)))
        people = self.schedule.people(interview.changed(calendar_keys=both))
        before, _ = booked(people)
        booking = before.changed(
            interviewer_email=after.interviewer_email, location=after.location, changed_at=self.now
        )
        if after.location == interview.location:
            write.same_booking(booking)
        else:
            booking = booking.changed(
                version=before.version + 1, actor=self.by.actor, previous_starts_at=None, booked_at=self.now
            )
            write.booking(booking)
            old_link = self.links.hash_of(before.session_id, before.version)
            write.session(session_of(before, old_link, SessionStatus.MOVED, self.now))
            after = after.changed(booking_version=booking.version, booked_at=self.now)
            after = after.changed(due_at=next_due(after))
        for calendar in people.calendars:
            key = calendar.calendar_key
            if key not in after.calendar_keys:
                write.calendar(without_busy(calendar, interview.interview_id, self.now))
            elif key not in interview.calendar_keys:
                refuse_overlap(calendar, interview.interview_id, booking.starts_at, booking.ends_at)
                write.calendar(with_busy(calendar, booking, self.now))
        return after

    def _entry(self, interview: Interview, after: Interview) -> LogEntry:
        named = ("interviewer_email", "location")
        changed = [name for name in named if getattr(interview, name) != getattr(after, name)]
        notes = {"booking_notes": "changed"} if interview.booking_notes != after.booking_notes else {}
        return LogEntry(
            org_id=self.by.org_id,
            interview_id=interview.interview_id,
            at=self.now,
            action=Action.CHANGED,
            actor=self.by.actor,
            old={name: getattr(interview, name) for name in changed} | {"version": interview.version},
            new={name: getattr(after, name) for name in changed} | notes | {"version": after.version},
        )


def _tells_the_booking(interview: Interview, amended: Interview) -> bool:
    return (interview.interviewer_email, interview.location) != (amended.interviewer_email, amended.location)
