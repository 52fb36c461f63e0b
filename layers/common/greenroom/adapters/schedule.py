"""The schedule: slots, interviews, bookings, calendars, sessions and the log, as the booking transactions see them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item
from greenroom.adapters.schedule_items import (
    PLAN_FACTS,
    booking_in,
    calendar_in,
    interview_item,
    log_item,
    match_id,
    not_there,
    session_key,
    time_invitation_in,
)
from greenroom.adapters.schedule_write import ScheduleWrite
from greenroom.adapters.tracing import TRACE_ID
from greenroom.adapters.unreadable import entity_of
from greenroom.clock import sortable
from greenroom.errors import ConditionsFailedError, NotFoundError
from greenroom.models.audit import LogEntry
from greenroom.models.booking_reads import BookingReads, HeldByBooking, NewInterviewReads, People
from greenroom.models.calendar import Calendar
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Booking, Interview, TimeInvitation, booking_id
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.models.session import Session
from greenroom.models.slot import Slot
from greenroom.settings import Tables


class Schedule:
    """Reads and writes of the schedule of one table set."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self.database = database
        self.tables = tables

    def booking_reads(self, org_id: str, interview_id: str, slot_id: str | None) -> BookingReads:
        """Organisation, interview and slot in one round trip. Raises NotFoundError."""
        wanted = [
            (self.tables.organisations, {"key": f"ORG#{org_id}"}),
            (self.tables.interviews, {"org_id": org_id, "interview_id": interview_id}),
        ]
        if slot_id is not None:
            wanted.append((self.tables.slots, {"org_id": org_id, "slot_id": slot_id}))
        found_organisation, found_interview, *found_slot = self.database.get_many(wanted)
        organisation, interview = _there("Organisation", found_organisation), _there("Interview", found_interview)
        slot = [_there("Slot", one) for one in found_slot]
        return BookingReads(
            organisation=entity_of(Organisation, organisation, self.tables.organisations),
            interview=entity_of(Interview, interview, self.tables.interviews),
            slot=entity_of(Slot, slot[0], self.tables.slots) if slot else None,
            stored_external_id=interview.get("external_id"),
        )

    def readiness_reads(
        self, interview: Interview, session_hash: str | None
    ) -> tuple[Organisation, Job | None, str | None]:
        """Organisation, job and the language of the questions, where they are made. Raises NotFoundError."""
        wanted = [
            (self.tables.organisations, {"key": f"ORG#{interview.org_id}"}),
            (self.tables.jobs, {"org_id": interview.org_id, "job_id": interview.job_id}),
        ]
        if session_hash is not None:
            wanted.append((self.tables.sessions, {"session_hash": session_hash, "part": PLAN_FACTS}))
        organisation, job, *facts = self.database.get_many(wanted)
        if organisation is None:
            raise NotFoundError("Organisation")
        return (
            entity_of(Organisation, organisation, self.tables.organisations),
            entity_of(Job, job, self.tables.jobs) if job else None,
            facts[0].get("language_code") if facts and facts[0] else None,
        )

    def plan_made_from(self, session_hash: str) -> tuple[bool, str | None]:
        """Whether the questions of a session are made, and a digest of what from; None where somebody edited them."""
        [facts] = self.database.get_many([(self.tables.sessions, {"session_hash": session_hash, "part": PLAN_FACTS})])
        return facts is not None, facts.get("made_from") if facts else None

    def new_interview_reads(
        self, org_id: str, interview_id: str, candidate_id: str, job_id: str, slot_id: str | None
    ) -> NewInterviewReads:
        """The records that a new interview needs, in one round trip. Raises NotFoundError."""
        wanted = [
            (self.tables.organisations, {"key": f"ORG#{org_id}"}),
            (self.tables.candidates, {"org_id": org_id, "candidate_id": candidate_id}),
            (self.tables.jobs, {"org_id": org_id, "job_id": job_id}),
            (self.tables.interviews, {"org_id": org_id, "interview_id": interview_id}),
        ]
        if slot_id is not None:
            wanted.append((self.tables.slots, {"org_id": org_id, "slot_id": slot_id}))
        found_organisation, found_candidate, found_job, made, *found_slot = self.database.get_many(wanted)
        organisation, candidate = _there("Organisation", found_organisation), _there("Candidate", found_candidate)
        job, slot = _there("Job", found_job), [_there("Slot", one) for one in found_slot]
        interview = entity_of(Interview, made, self.tables.interviews) if made else None
        if interview is None and candidate.get("is_being_erased"):
            raise NotFoundError("Candidate")
        return NewInterviewReads(
            organisation=entity_of(Organisation, organisation, self.tables.organisations),
            candidate=entity_of(Candidate, candidate, self.tables.candidates),
            job=entity_of(Job, job, self.tables.jobs),
            slot=entity_of(Slot, slot[0], self.tables.slots) if slot else None,
            made=interview,
        )

    def slot_of(self, interview: Interview) -> Slot | None:
        """The slot that an interview is booked on."""
        if interview.slot_id is None:
            return None
        found = self.database.get(self.tables.slots, {"org_id": interview.org_id, "slot_id": interview.slot_id})
        return entity_of(Slot, found, self.tables.slots) if found else None

    def people(self, interview: Interview) -> People:
        """Candidate, job, match, calendars, and of a booked interview its booking and slot, in one round trip."""
        org_id, tables = interview.org_id, self.tables
        wanted = [
            (tables.candidates, {"org_id": org_id, "candidate_id": interview.candidate_id}),
            (tables.jobs, {"org_id": org_id, "job_id": interview.job_id}),
            (tables.matches, {"org_id": org_id, "match_id": match_id(interview.job_id, interview.candidate_id)}),
            *((tables.calendars, {"calendar_key": key}) for key in interview.calendar_keys),
        ]
        if interview.slot_id is not None:
            wanted.append((tables.bookings, {"booking_id": booking_id(org_id, interview.interview_id)}))
            wanted.append((tables.slots, {"org_id": org_id, "slot_id": interview.slot_id}))
        candidate, job, match, *rest = self.database.get_many(wanted)
        if candidate is None:
            raise NotFoundError("Candidate")
        if job is None:
            raise NotFoundError("Job")
        calendars, booked = rest[: len(interview.calendar_keys)], rest[len(interview.calendar_keys) :]
        booking, old_slot = booked or (None, None)
        return People(
            candidate=entity_of(Candidate, candidate, self.tables.candidates),
            job=entity_of(Job, job, self.tables.jobs),
            match=entity_of(Match, match, self.tables.matches) if match else None,
            calendars=_calendars(interview.calendar_keys, calendars, self.tables.calendars),
            booking=booking_in(booking, self.tables.bookings),
            old_slot=entity_of(Slot, old_slot, self.tables.slots) if old_slot else None,
        )

    def held_by(self, interview: Interview) -> HeldByBooking:
        """The records of a booked interview, in one round trip. Its candidate and job may be erased."""
        wanted = [
            (self.tables.bookings, {"booking_id": booking_id(interview.org_id, interview.interview_id)}),
            (self.tables.slots, {"org_id": interview.org_id, "slot_id": interview.slot_id or ""}),
            *((self.tables.calendars, {"calendar_key": key}) for key in interview.calendar_keys),
        ]
        booking, slot, *calendars = self.database.get_many(wanted)
        return HeldByBooking(
            booking=booking_in(booking, self.tables.bookings),
            slot=entity_of(Slot, slot, self.tables.slots) if slot else None,
            calendars=_calendars(interview.calendar_keys, calendars, self.tables.calendars),
        )

    def booking(self, org_id: str, interview_id: str) -> Booking | None:
        """An interview's booking as it stands now; None before it has one."""
        return booking_in(self._booking_record(org_id, interview_id), self.tables.bookings)

    def time_invitation(self, org_id: str, interview_id: str) -> TimeInvitation | None:
        """An interview's newest invitation to choose a time; None where there is none, or once it is booked."""
        return time_invitation_in(self._booking_record(org_id, interview_id), self.tables.bookings)

    def booking_and_trace(self, org_id: str, interview_id: str) -> tuple[Booking | None, str | None]:
        """The booking, and the trace under which it was made or changed last, in one read."""
        found = self._booking_record(org_id, interview_id)
        return booking_in(found, self.tables.bookings), (found or {}).get(TRACE_ID)

    def trace_of(self, org_id: str, interview_id: str) -> str | None:
        """The trace under which an interview was booked, or its booking changed last; None of one without a booking."""
        trace_id: str | None = (self._booking_record(org_id, interview_id) or {}).get(TRACE_ID)
        return trace_id

    def _booking_record(self, org_id: str, interview_id: str) -> Item | None:
        return self.database.get(self.tables.bookings, {"booking_id": booking_id(org_id, interview_id)})

    def session(self, session_hash: str) -> Session | None:
        """The session of a booking's version, where it was opened."""
        (found,) = self.database.get_many([(self.tables.sessions, session_key(session_hash))])
        return entity_of(Session, found, self.tables.sessions) if found else None

    def interview(self, org_id: str, interview_id: str) -> Interview:
        """An interview. Raises NotFoundError."""
        found = self.database.get(self.tables.interviews, {"org_id": org_id, "interview_id": interview_id})
        if found is None:
            raise NotFoundError("Interview")
        return entity_of(Interview, found, self.tables.interviews)

    def move_on(self, interview: Interview, due_at: datetime | None) -> None:
        """Set when an interview is due next, unless it was changed since it was read.

        Raises ConditionsFailedError. The version stays, because no visible field changes.
        """
        change = ItemUpdate(
            set={"due_at": sortable(due_at) if due_at else None},
            remove=() if due_at else ("due_shard",),
            condition="#version = :version AND #due_at = :due_at",
            values={
                ":version": interview.version,
                ":due_at": interview_item(interview, self.tables.due_shards)["due_at"],
            },
        )
        key = {"org_id": interview.org_id, "interview_id": interview.interview_id}
        self.database.update(self.tables.interviews, key, change)

    def log(self, *entries: LogEntry) -> None:
        """Write entries of the audit log that belong to no transaction; a repetition changes nothing."""
        try:
            self.database.put(self.tables.logs, log_item(*entries), not_there.format("#interview_key"))
        except ConditionsFailedError:
            return

    def remove_booking(self, org_id: str, interview_id: str) -> None:
        """Remove an interview's booking, which names its candidate."""
        self.database.delete(self.tables.bookings, {"booking_id": booking_id(org_id, interview_id)})

    def remove_calendar(self, key: str, interview_ids: Collection[str]) -> None:
        """Remove a person's calendar if nothing but these interviews is in it: the person may be a candidate twice.

        Raises UnreadableItemError for one whose busy times cannot be read.
        """
        found = self.database.get(self.tables.calendars, {"calendar_key": key})
        calendar = calendar_in(found, key, self.tables.calendars)
        if found is None or not set(calendar.busy) <= set(interview_ids):
            return
        try:
            same = {":version": calendar.version}
            self.database.delete(self.tables.calendars, {"calendar_key": key}, "#version = :version", same)
        except ConditionsFailedError:
            return

    def write(self) -> ScheduleWrite:
        """A new transaction in the words of the schedule."""
        return ScheduleWrite(self.database.transaction(), self.tables)


def _there(what: str, item: Item | None) -> Item:
    if item is None:
        raise NotFoundError(what)
    return item


def _calendars(keys: Sequence[str], items: Sequence[Item | None], table: str) -> tuple[Calendar, ...]:
    there = zip(keys, items, strict=True)
    return tuple(calendar_in(found, key, table) for key, found in there)
