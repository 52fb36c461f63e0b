"""The contents of the tables after a storm, as the history of each interview."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from greenroom.models.audit import Action
from greenroom.models.calendar import Calendar
from greenroom.models.interview import Booking, BookingStatus, Interview, InterviewStatus
from greenroom.models.slot import Slot
from tests.faults.history import Attempt, Window
from tests.faults.stored_organisation import StoredOrganisation

ALWAYS = Window(float("-inf"), float("-inf"))
CHANGES = frozenset({Action.SCHEDULED, Action.RESCHEDULED, Action.CANCELLED})
NEVER = Window(float("inf"), float("inf"))


@dataclass(frozen=True)
class Entry:
    """A log entry that changed an interview's version."""

    interview_id: str
    action: str
    actor: str
    version: int
    slot_id: str | None


@dataclass(frozen=True)
class State:
    """The state of an interview between two changes, and the call that caused it."""

    interview_id: str
    status: str
    version: int
    slot_id: str | None
    actor: str | None
    since: Window
    until: Window

    def may_hold(self, moment: float) -> bool:
        """Whether the interview may have had this state at a time, by what is known."""
        return self.since.earliest <= moment <= self.until.latest

    def may_touch(self, during: Window) -> bool:
        """Whether the interview may have had this state at some time during a call."""
        return self.since.earliest <= during.latest and self.until.latest >= during.earliest


@dataclass(frozen=True)
class Evidence:
    """Tables and clients' history, read after everything has ended."""

    slots: Mapping[str, Slot]
    open_slots: frozenset[str]
    """Those in the index of slots with a free seat."""
    interviews: Mapping[str, Interview]
    bookings: Mapping[str, Booking]
    calendars: Mapping[str, Calendar]
    ended_sessions: tuple[tuple[str, int, str], ...]
    """Interview, booking version and status of each session that a reschedule or a cancellation wrote."""
    entries: tuple[Entry, ...]
    attempts: tuple[Attempt, ...]
    commits: Mapping[str, Window]

    @property
    def active(self) -> list[Booking]:
        """The bookings that hold a seat."""
        return [booking for booking in self.bookings.values() if booking.status is BookingStatus.ACTIVE]

    @cached_property
    def _by_interview(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.version):
            found.setdefault(entry.interview_id, []).append(entry)
        return found

    def of(self, interview_id: str) -> list[Entry]:
        """An interview's entries by version."""
        return self._by_interview.get(interview_id, [])

    def lives(self) -> dict[str, list[State]]:
        """The states of each interview, first to last."""
        called = {attempt.request.actor: attempt.during for attempt in self.attempts}
        lives = {}
        for interview_id in self.interviews:
            entries = self.of(interview_id)
            at = [self.commits.get(entry.actor) or called[entry.actor] for entry in entries]
            ends = [*at, NEVER]
            states = [State(interview_id, InterviewStatus.PENDING, 0, None, None, ALWAYS, ends[0])]
            for number, entry in enumerate(entries):
                status = InterviewStatus.SCHEDULED if entry.slot_id else InterviewStatus.CANCELLED
                made = (interview_id, status, entry.version, entry.slot_id, entry.actor)
                states.append(State(*made, since=at[number], until=ends[number + 1]))
            lives[interview_id] = states
        return lives


def evidence_of(organisation: StoredOrganisation, attempts: list[Attempt], commits: Mapping[str, Window]) -> Evidence:
    """Read an organisation's items. All of its clients must have ended."""
    tables = organisation.tables
    slots = list(organisation.items(tables.slots))
    logs = [entry for item in organisation.items(tables.logs) for entry in item["entries"]]
    return Evidence(
        slots={item["slot_id"]: Slot.model_validate(item) for item in slots},
        open_slots=frozenset(item["slot_id"] for item in slots if "open_for" in item),
        interviews={
            item["interview_id"]: Interview.model_validate(item) for item in organisation.items(tables.interviews)
        },
        bookings={one.interview_id: one for one in map(Booking.model_validate, organisation.items(tables.bookings))},
        calendars={
            item["calendar_key"]: Calendar.model_validate(item) for item in organisation.items(tables.calendars)
        },
        ended_sessions=tuple(
            (item["interview_id"], item["version"], item["status"]) for item in organisation.items(tables.sessions)
        ),
        entries=tuple(_entry(entry) for entry in logs if entry["action"] in CHANGES),
        attempts=tuple(attempts),
        commits=commits,
    )


def _entry(entry: dict[str, Any]) -> Entry:
    new = entry["new"]
    return Entry(entry["interview_id"], entry["action"], entry["actor"], new["version"], new.get("slot_id"))
