"""The schedule: slots, interviews, bookings, calendars, sessions and the log, as the booking transactions see them."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.clock import sortable
from greenroom.errors import ConditionsFailedError, NotFoundError
from greenroom.models.audit import LogEntry
from greenroom.models.booking_reads import BookingReads, NewInterviewReads, People
from greenroom.models.calendar import Calendar
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Booking, Interview, booking_id
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.models.session import Session
from greenroom.models.slot import Slot
from greenroom.settings import Tables

not_there = "attribute_not_exists({})"
SESSION_PART = "SESSION"


DUE_SHARDS = 4
"""Partitions of the due index: a sweep asks each once, a write load spreads over all. 4 take 4,000 writes a second."""


def due_shard(interview_id: str) -> str:
    """The partition of the due index for an interview: by a hash that is the same in every process."""
    return str(hashlib.sha256(interview_id.encode()).digest()[0] % DUE_SHARDS)


def match_id(job_id: str, candidate_id: str) -> str:
    """The key of a match within its organisation; by job first, so that a job's candidates are one query."""
    return f"{job_id}#{candidate_id}"


def interview_item(interview: Interview) -> Item:
    """An interview with the attributes of its due index: only where something is still to happen."""
    item = fields_of(interview)
    if interview.due_at is not None:
        item |= {"due_at": sortable(interview.due_at), "due_shard": due_shard(interview.interview_id)}
    return item


def booking_item(booking: Booking) -> Item:
    """A booking under its key, which says whose it is: said twice, it would pass the kilobyte of a write unit."""
    item = fields_of(booking) | {"booking_id": booking.booking_id}
    return {name: value for name, value in item.items() if name not in {"org_id", "interview_id"}}


def slot_item(slot: Slot) -> Item:
    """A slot with the attribute of the index of open slots: only while it has a free seat."""
    item = fields_of(slot)
    if slot.current_bookings < slot.max_candidates and not slot.is_cancelled and not slot.is_private:
        item["open_for"] = slot.job_id
    return item


def session_key(session_hash: str) -> dict[str, str]:
    """The key of a session's own item."""
    return {"session_hash": session_hash, "part": SESSION_PART}


def session_item(session: Session) -> Item:
    """A session's own item, among the others of its link."""
    return fields_of(session) | {"part": SESSION_PART}


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
        organisation, interview, *slot = self.database.get_many(wanted)
        if organisation is None:
            raise NotFoundError("Organisation")
        if interview is None:
            raise NotFoundError("Interview")
        if slot == [None]:
            raise NotFoundError("Slot")
        return BookingReads(
            organisation=Organisation.model_validate(organisation),
            interview=Interview.model_validate(interview),
            slot=Slot.model_validate(slot[0]) if slot else None,
        )

    def new_interview_reads(
        self, org_id: str, interview_id: str, candidate_id: str, job_id: str, slot_id: str | None
    ) -> NewInterviewReads:
        """What a new interview is made of, in one round trip. Raises NotFoundError."""
        wanted = [
            (self.tables.organisations, {"key": f"ORG#{org_id}"}),
            (self.tables.candidates, {"org_id": org_id, "candidate_id": candidate_id}),
            (self.tables.jobs, {"org_id": org_id, "job_id": job_id}),
            (self.tables.interviews, {"org_id": org_id, "interview_id": interview_id}),
        ]
        if slot_id is not None:
            wanted.append((self.tables.slots, {"org_id": org_id, "slot_id": slot_id}))
        organisation, candidate, job, made, *slot = self.database.get_many(wanted)
        there = (
            ("Organisation", organisation),
            ("Candidate", candidate),
            ("Job", job),
            *(("Slot", one) for one in slot),
        )
        for what, found in there:
            if found is None:
                raise NotFoundError(what)
        interview = Interview.model_validate(made) if made else None
        return NewInterviewReads(
            organisation=Organisation.model_validate(organisation),
            candidate=Candidate.model_validate(candidate),
            job=Job.model_validate(job),
            slot=Slot.model_validate(slot[0]) if slot else None,
            made=interview,
        )

    def slot_of(self, interview: Interview) -> Slot | None:
        """The slot that an interview is booked on."""
        if interview.slot_id is None:
            return None
        found = self.database.get(self.tables.slots, {"org_id": interview.org_id, "slot_id": interview.slot_id})
        return Slot.model_validate(found) if found else None

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
            candidate=Candidate.model_validate(candidate),
            job=Job.model_validate(job),
            match=Match.model_validate(match) if match else None,
            calendars=tuple(
                Calendar.model_validate(found or {"calendar_key": key})
                for key, found in zip(interview.calendar_keys, calendars, strict=True)
            ),
            booking=Booking.model_validate(booking) if booking else None,
            old_slot=Slot.model_validate(old_slot) if old_slot else None,
        )

    def booking(self, org_id: str, interview_id: str) -> Booking | None:
        """An interview's booking as it stands now."""
        found = self.database.get(self.tables.bookings, {"booking_id": booking_id(org_id, interview_id)})
        return Booking.model_validate(found) if found else None

    def session(self, session_hash: str) -> Session | None:
        """The session of a booking's version, where it was opened."""
        (found,) = self.database.get_many([(self.tables.sessions, session_key(session_hash))])
        return Session.model_validate(found) if found else None

    def interview(self, org_id: str, interview_id: str) -> Interview:
        """An interview. Raises NotFoundError."""
        found = self.database.get(self.tables.interviews, {"org_id": org_id, "interview_id": interview_id})
        if found is None:
            raise NotFoundError("Interview")
        return Interview.model_validate(found)

    def move_on(self, interview: Interview, due_at: datetime | None) -> None:
        """Set when an interview is due next, if nobody changed it since it was read.

        Raises ConditionsFailedError. The version stays: nothing that anybody sees has changed.
        """
        change = ItemUpdate(
            set={"due_at": sortable(due_at) if due_at else None},
            remove=() if due_at else ("due_shard",),
            condition="#version = :version AND #due_at = :due_at",
            values={":version": interview.version, ":due_at": interview_item(interview)["due_at"]},
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
        """Remove a person's calendar if nothing but these interviews is in it: the person may be a candidate twice."""
        found = self.database.get(self.tables.calendars, {"calendar_key": key})
        if found is None or not set(found.get("busy", ())) <= set(interview_ids):
            return
        try:
            same = {":version": found["version"]}
            self.database.delete(self.tables.calendars, {"calendar_key": key}, "#version = :version", same)
        except ConditionsFailedError:
            return

    def write(self) -> "ScheduleWrite":
        """A new transaction in the words of the schedule."""
        return ScheduleWrite(self.database.transaction(), self.tables)


class ScheduleWrite:
    """One transaction: what is added here is written together or not at all."""

    def __init__(self, transaction: Transaction, tables: Tables) -> None:
        self._transaction = transaction
        self._tables = tables

    def take_seat(self, slot: Slot) -> None:
        """One more booking on a slot that has a free seat, is open, and is the slot that was read.

        Whoever takes the last seat also takes the slot out of the index of open slots; which case it is was read, and
        is part of the condition, so that a wrong guess writes nothing.
        """
        is_last = slot.current_bookings + 1 == slot.max_candidates
        seat_is_free = "#current_bookings = :last" if is_last else "#current_bookings < :last"
        change = ItemUpdate(
            add={"current_bookings": 1},
            remove=("open_for",) if is_last and not slot.is_private else (),
            condition=f"{seat_is_free} AND #version = :version AND #is_cancelled = :no",
            values={":last": slot.max_candidates - 1, ":version": slot.version, ":no": False},
        )
        self._transaction.update("seat", self._tables.slots, _slot_key(slot), change)

    def free_seat(self, slot: Slot) -> None:
        """One booking less. A private slot lived for this booking alone and closes with it."""
        seat_is_taken = "#current_bookings > :none"
        if slot.is_private:
            change = ItemUpdate(
                set={"is_cancelled": True}, add={"current_bookings": -1}, condition=seat_is_taken, values={":none": 0}
            )
        else:
            change = ItemUpdate(
                set={"open_for": slot.job_id},
                add={"current_bookings": -1},
                condition=f"{seat_is_taken} AND #is_cancelled = :no",
                values={":none": 0, ":no": False},
            )
        self._transaction.update("freed seat", self._tables.slots, _slot_key(slot), change)

    def new_slot(self, slot: Slot) -> None:
        """A slot that is not there yet."""
        self._transaction.put("slot", self._tables.slots, slot_item(slot), not_there.format("#slot_id"))

    def booking(self, booking: Booking) -> None:
        """An interview's booking, over the one before it, if nobody else wrote one in between."""
        same = "#version = :before" if booking.version > 1 else not_there.format("#booking_id")
        values = {":before": booking.version - 1} if booking.version > 1 else {}
        self._transaction.put("booking", self._tables.bookings, booking_item(booking), same, values)

    def interview(self, interview: Interview) -> None:
        """An interview over the version before it."""
        same = "#version = :before" if interview.version else not_there.format("#interview_id")
        values = {":before": interview.version - 1} if interview.version else {}
        self._transaction.put("interview", self._tables.interviews, interview_item(interview), same, values)

    def new_interview(self, interview: Interview) -> None:
        """An interview that is not there yet, whatever its version."""
        item = interview_item(interview)
        self._transaction.put("interview", self._tables.interviews, item, not_there.format("#interview_id"))

    def same_booking(self, booking: Booking) -> None:
        """A booking with other details at the same version: link and invitation stay."""
        item, values = booking_item(booking), {":same": booking.version}
        self._transaction.put("booking", self._tables.bookings, item, "#version = :same", values)

    def calendar(self, calendar: Calendar) -> None:
        """A person's calendar over the version before it: two bookings of one person cannot both pass."""
        same = "#version = :before" if calendar.version > 1 else not_there.format("#calendar_key")
        values = {":before": calendar.version - 1} if calendar.version > 1 else {}
        self._transaction.put(
            f"calendar {calendar.calendar_key}", self._tables.calendars, fields_of(calendar), same, values
        )

    def session(self, session: Session) -> None:
        """A session in a new state, whether or not it was made before. Whoever writes it also writes its interview
        under its version, so no two writers pass each other here."""
        self._transaction.put("session", self._tables.sessions, session_item(session))

    def waiting_session(self, session: Session) -> None:
        """A session that nobody entered yet, with other facts under the same link."""
        nobody_came = "attribute_not_exists(#joined_at) AND attribute_not_exists(#consented_at)"
        self._transaction.put("session", self._tables.sessions, session_item(session), nobody_came)

    def log(self, *entries: LogEntry) -> None:
        """New entries of the audit log, never over others."""
        self._transaction.put("log", self._tables.logs, log_item(*entries), not_there.format("#interview_key"))

    def commit(self) -> None:
        """Write all. Raises ConditionsFailedError or ContentionError; nothing is written then."""
        self._transaction.commit()


def log_item(*entries: LogEntry) -> Item:
    """What one write did, under its interview and in the order of time.

    The key comes from the entries alone: writing the same once more finds it there. Of two letters in one millisecond
    each has its own.
    """
    first = entries[0]
    kinds = sorted({str(entry.new["kind"]) for entry in entries if entry.new and "kind" in entry.new})
    return {
        "interview_key": f"{first.org_id}#{first.interview_id}",
        "entry_key": "#".join([sortable(first.at), first.action, *kinds]),
        "entries": [fields_of(entry) for entry in entries],
    }


def _slot_key(slot: Slot) -> dict[str, str]:
    return {"org_id": slot.org_id, "slot_id": slot.slot_id}
