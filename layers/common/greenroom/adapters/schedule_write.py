"""The transactions of the schedule, in its own words."""

from datetime import datetime

from greenroom.adapters.dynamodb import ItemUpdate, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.schedule_items import (
    AS_READ,
    BOOKING_SHAPE,
    CALENDAR_SHAPE,
    HELD,
    INTERVIEW_SHAPE,
    SESSION_SHAPE,
    as_read,
    booking_item,
    choice_item,
    interview_item,
    log_item,
    match_id,
    not_there,
    session_item,
    slot_item,
)
from greenroom.adapters.unique_values import EXTERNAL_ID, UniqueValues
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.audit import LogEntry
from greenroom.models.calendar import Calendar
from greenroom.models.candidate import Candidate, Match, WithNewInterviews
from greenroom.models.choice import ChoiceLink
from greenroom.models.interview import Booking, BookingRecord, Interview
from greenroom.models.session import Session
from greenroom.models.slot import Slot
from greenroom.settings import Tables


class ScheduleWrite:
    """One transaction: all its writes are done together, or none."""

    def __init__(self, transaction: Transaction, tables: Tables) -> None:
        self._transaction = transaction
        self._tables = tables
        self._unique_values = UniqueValues(tables.interviews, "interview_id")

    def take_seat(self, slot: Slot, now: datetime) -> None:
        """One more booking on a slot that has a free seat, is open, and is the slot that was read.

        The last seat also takes the slot out of the index of open slots; whether it is the last was read, and
        is part of the condition, so that a wrong guess writes nothing.
        """
        is_last = slot.current_bookings + 1 == slot.max_candidates
        seat_is_free = "#current_bookings = :last" if is_last else "#current_bookings < :last"
        change = ItemUpdate(
            set={"updated_at": rfc3339(now)},
            add={"current_bookings": 1},
            remove=("open_for",) if is_last and not slot.is_private else (),
            condition=f"{seat_is_free} AND #version = :version AND #is_cancelled = :no",
            values={":last": slot.max_candidates - 1, ":version": slot.version, ":no": False},
        )
        self._transaction.update("seat", self._tables.slots, _slot_key(slot), change)

    def free_seat(self, slot: Slot, now: datetime) -> None:
        """One booking less. A private slot lived for this booking alone and closes with it."""
        seat_is_taken = "#current_bookings > :none"
        if slot.is_private:
            change = ItemUpdate(
                set={"is_cancelled": True, "updated_at": rfc3339(now)},
                add={"current_bookings": -1},
                condition=seat_is_taken,
                values={":none": 0},
            )
        else:
            change = ItemUpdate(
                set={"open_for": slot.job_id, "updated_at": rfc3339(now)},
                add={"current_bookings": -1},
                condition=f"{seat_is_taken} AND #is_cancelled = :no",
                values={":none": 0, ":no": False},
            )
        self._transaction.update("freed seat", self._tables.slots, _slot_key(slot), change)

    def new_slot(self, slot: Slot) -> None:
        """A slot that is not there yet."""
        self._transaction.put("slot", self._tables.slots, slot_item(slot), not_there.format("#slot_id"))

    def booking(self, booking: BookingRecord) -> None:
        """An interview's booking, or the invitation to choose a time, over the one before it.

        Refused where another process wrote one in between.
        """
        same = "#version = :before" if booking.version > 1 else not_there.format("#booking_id")
        values = {":before": booking.version - 1} if booking.version > 1 else {}
        self._transaction.replace("booking", self._tables.bookings, booking_item(booking), BOOKING_SHAPE, same, values)

    def interview(self, interview: Interview) -> None:
        """An interview over the version before it."""
        item = interview_item(interview, self._tables.due_shards)
        self._transaction.replace("interview", self._tables.interviews, item, INTERVIEW_SHAPE, *_over(interview))

    def nameless_interview(self, interview: Interview) -> None:
        """An interview without its person, over the version before it.

        What another release stored in it goes too: it may be about the person.
        """
        item = interview_item(interview, self._tables.due_shards)
        self._transaction.put("interview", self._tables.interviews, item, *_over(interview))

    def external_id(self, interview: Interview, *, before: str | None) -> None:
        """Store that an interview has this external id, and no longer the one before it."""
        if interview.external_id == before:
            return
        former, now = ({EXTERNAL_ID: one} if one else {} for one in (before, interview.external_id))
        holder = {"org_id": interview.org_id, "interview_id": interview.interview_id}
        self._unique_values.change(self._transaction, former, now, holder)

    def new_interview(self, interview: Interview) -> None:
        """An interview that is not there yet, whatever its version."""
        item = interview_item(interview, self._tables.due_shards)
        self._transaction.put("interview", self._tables.interviews, item, not_there.format("#interview_id"))
        self.external_id(interview, before=None)

    def same_booking(self, booking: Booking) -> None:
        """A booking with other details at the same version: link and invitation stay."""
        item, values = booking_item(booking), {":same": booking.version}
        self._transaction.replace("booking", self._tables.bookings, item, BOOKING_SHAPE, "#version = :same", values)

    def calendars(self, *calendars: Calendar) -> None:
        """People's calendars over the versions before them: two bookings of one person cannot both pass."""
        for calendar in calendars:
            same = "#version = :before" if calendar.version > 1 else not_there.format("#calendar_key")
            values = {":before": calendar.version - 1} if calendar.version > 1 else {}
            name = f"calendar {calendar.calendar_key}"
            item = fields_of(calendar)
            self._transaction.replace(name, self._tables.calendars, item, CALENDAR_SHAPE, same, values)

    def session(self, session: Session) -> None:
        """A session in a new state, whether or not it was made before. Whoever writes it also writes its interview
        under its version, so no two writers pass each other here."""
        self._transaction.replace("session", self._tables.sessions, session_item(session), SESSION_SHAPE)

    def choice_link(self, link: ChoiceLink) -> None:
        """Store which interview a new link to choose a time belongs to."""
        self._transaction.put("choice", self._tables.sessions, choice_item(link))

    def note_at_candidate(self, candidate: Candidate, interview_id: str, now: datetime) -> None:
        """Note a new interview at its candidate, who must be unchanged: an erasure or a correction finds it there."""
        change = _noted(candidate.with_new_interview(interview_id, now), AS_READ, as_read(candidate))
        key = {"org_id": candidate.org_id, "candidate_id": candidate.candidate_id}
        self._transaction.update("candidate", self._tables.candidates, key, change)

    def note_at_match(self, match: Match, interview_id: str, now: datetime, *, online: bool) -> None:
        """Note a booking at its gates, under the condition that they are open: a gate that closes finds it there."""
        values = {":yes": True, ":holds": match.holds}
        change = _noted(match.with_new_interview(interview_id, now), f"{_gates(online=online)} AND {HELD}", values)
        self._transaction.update("gates", self._tables.matches, _match_key(match), change)

    def require_gates(self, match: Match, *, online: bool) -> None:
        """Hold the gates open that let an interview in."""
        self._transaction.require(
            "gates", self._tables.matches, _match_key(match), _gates(online=online), {":yes": True}
        )

    def same_session(self, session: Session) -> None:
        """A session with other facts under the same link, whose candidate has done what it says and nothing since."""
        item = session_item(session)
        done = {name: item.get(name) for name in ("joined_at", "consented_at")}
        as_read = [f"#{name} = :{name}" if at else f"attribute_not_exists(#{name})" for name, at in done.items()]
        values = {f":{name}": at for name, at in done.items() if at}
        condition = " AND ".join(as_read)
        self._transaction.replace("session", self._tables.sessions, item, SESSION_SHAPE, condition, values)

    def log(self, *entries: LogEntry) -> None:
        """New entries of the audit log, never over others."""
        self._transaction.put("log", self._tables.logs, log_item(*entries), not_there.format("#interview_key"))

    def commit(self) -> None:
        """Write all. Raises ConditionsFailedError, ContentionError, or DuplicateError; nothing is written then."""
        try:
            self._transaction.commit()
        except ConditionsFailedError as refused:
            if "interview" not in refused.found:
                self._unique_values.refuse_duplicate(refused, (EXTERNAL_ID,))
            raise


def _over(interview: Interview) -> tuple[str, Item]:
    if not interview.version:
        return not_there.format("#interview_id"), {}
    return "#version = :before", {":before": interview.version - 1}


def _noted(after: WithNewInterviews, condition: str, values: Item) -> ItemUpdate:
    noted = {"new_interviews": fields_of(after)["new_interviews"], "holds": after.holds}
    return ItemUpdate(set=noted, condition=condition, values=values)


def _match_key(match: Match) -> dict[str, str]:
    return {"org_id": match.org_id, "match_id": match_id(match.job_id, match.candidate_id)}


def _gates(*, online: bool) -> str:
    condition = "#shortlisted = :yes AND #interview_enabled = :yes"
    return f"{condition} AND #online_interview_enabled = :yes" if online else condition


def _slot_key(slot: Slot) -> dict[str, str]:
    return {"org_id": slot.org_id, "slot_id": slot.slot_id}
