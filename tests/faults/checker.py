"""Decides, from tables and history, whether a storm did any harm.

The verdict does not depend on the precision of clocks: an answer counts as wrong only if no order of events that fits
the proxy's observations would make it true.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from greenroom.models.interview import BookingStatus, InterviewStatus
from tests.faults.evidence import Evidence, State
from tests.faults.history import ACCEPTED, BUSY, LOST, NEW, Attempt, Kind

type Lives = dict[str, list[State]]


@dataclass(frozen=True)
class Finding:
    """A breach of a promise."""

    promise: str
    detail: str


@dataclass(frozen=True)
class Verdict:
    """All breaches, and the number of answers by kind."""

    findings: tuple[Finding, ...]

    def breaches(self) -> dict[str, int]:
        """The number of breaches by promise; empty if all were kept."""
        return dict(Counter(finding.promise for finding in self.findings))

    def __str__(self) -> str:
        return "\n".join(f"{finding.promise}: {finding.detail}" for finding in self.findings) or "no breach"


def judge(evidence: Evidence) -> Verdict:
    """The verdict on a storm."""
    findings = [*_seats(evidence), *_calendars(evidence), *_records(evidence)]
    if not any(finding.promise == UNBROKEN_LOG for finding in findings):
        findings += _answers(evidence, evidence.lives())
    return Verdict(tuple(findings))


NOT_OVERSOLD = "no slot is oversold"
SEATS_ARE_BOOKINGS = "a slot counts exactly its active bookings"
OPEN_INDEX = "a slot is listed as open exactly while it has a free seat"
OWN_CALENDAR = "a calendar holds exactly its person's active bookings"
NO_OVERLAP = "nobody is booked twice at one time"
UNBROKEN_LOG = "the log has one entry for each version"
SAME_STORY = "interview, booking and log tell the same"
DEAD_LINKS = "each link that was left behind is dead"
TRUE_ACCEPTANCE = "who was told yes has it"
TRUE_REFUSAL = "who was told no has nothing"
REALLY_FULL = "who was told full met a full slot"
REALLY_BUSY = "who was told of a conflict had one"
REAL_REASON = "a refusal's reason was true at some moment of the call"
NOTHING_CHANGED = "who was told that nothing was changed changed nothing"


def _seats(evidence: Evidence) -> Iterator[Finding]:
    booked = Counter(booking.slot_id for booking in evidence.active)
    for slot_id, slot in evidence.slots.items():
        seats = f"slot {slot_id}: {booked[slot_id]} bookings, counts {slot.current_bookings} of {slot.max_candidates}"
        if max(booked[slot_id], slot.current_bookings) > slot.max_candidates:
            yield Finding(NOT_OVERSOLD, seats)
        if booked[slot_id] != slot.current_bookings:
            yield Finding(SEATS_ARE_BOOKINGS, seats)
        if (slot_id in evidence.open_slots) != (slot.current_bookings < slot.max_candidates and not slot.is_cancelled):
            yield Finding(OPEN_INDEX, seats)


def _calendars(evidence: Evidence) -> Iterator[Finding]:
    expected: dict[str, dict[str, tuple[object, object]]] = {key: {} for key in evidence.calendars}
    for booking in evidence.active:
        for key in evidence.interviews[booking.interview_id].calendar_keys:
            expected.setdefault(key, {})[booking.interview_id] = (booking.starts_at, booking.ends_at)
    for key, times in expected.items():
        calendar = evidence.calendars.get(key)
        busy = {} if calendar is None else calendar.busy
        if {one: (time.starts_at, time.ends_at) for one, time in busy.items()} != times:
            yield Finding(OWN_CALENDAR, f"calendar {key}: {sorted(busy)} instead of {sorted(times)}")
        for (first, one), (second, other) in combinations(busy.items(), 2):
            if one.overlaps(other.starts_at, other.ends_at):
                yield Finding(NO_OVERLAP, f"calendar {key}: {first} and {second}")


def _records(evidence: Evidence) -> Iterator[Finding]:
    sessions = Counter(evidence.ended_sessions)
    for interview_id, interview in evidence.interviews.items():
        entries, booking = evidence.of(interview_id), evidence.bookings.get(interview_id)
        versions = [entry.version for entry in entries]
        story = f"interview {interview_id} is {interview.status} version {interview.version}"
        if versions != list(range(1, interview.version + 1)):
            yield Finding(UNBROKEN_LOG, f"{story}, the log has versions {versions}")
            continue
        last_slot = entries[-1].slot_id if entries else None
        is_booked = booking is not None and booking.status is BookingStatus.ACTIVE
        is_scheduled = interview.status is InterviewStatus.SCHEDULED
        if not is_booked == is_scheduled == (last_slot is not None):
            yield Finding(SAME_STORY, f"{story}, its booking {booking and booking.status}, the log says {last_slot}")
        elif is_booked and booking is not None and not booking.slot_id == interview.slot_id == last_slot:
            yield Finding(
                SAME_STORY, f"{story} on {interview.slot_id}, booked on {booking.slot_id}, logged {last_slot}"
            )
        if (booking.version if booking else 0) != interview.booking_version:
            yield Finding(
                SAME_STORY, f"{story}, booking versions {booking and booking.version} {interview.booking_version}"
            )
        was_booked = [number for number, entry in enumerate(entries) if entry.slot_id is not None]
        for number in was_booked if last_slot is None else was_booked[:-1]:
            status = "MOVED" if entries[number + 1].slot_id else "CANCELLED"
            if sessions[interview_id, number + 1, status] != 1:
                yield Finding(DEAD_LINKS, f"{story}: no {status} session of booking version {number + 1}")


def _answers(evidence: Evidence, lives: Lives) -> Iterator[Finding]:
    for attempt in evidence.attempts:
        own = [state for state in lives[attempt.request.interview_id] if state.actor == attempt.request.actor]
        if len(own) > 1:
            yield Finding(UNBROKEN_LOG, f"{attempt} wrote {len(own)} versions")
        elif attempt.outcome in ACCEPTED:
            yield from _accepted(attempt, own, lives)
        elif attempt.outcome == BUSY:
            if own and "nothing was changed" in attempt.message:
                yield Finding(NOTHING_CHANGED, f"{attempt} wrote version {own[0].version}")
        elif attempt.outcome != LOST:
            yield from _refused(attempt, own, evidence, lives)


def _accepted(attempt: Attempt, own: list[State], lives: Lives) -> Iterator[Finding]:
    request = attempt.request
    told = [state for state in lives[request.interview_id] if state.version == attempt.version]
    is_true = told and told[0].slot_id == request.slot_id and told[0].may_touch(attempt.during)
    if request.kind is Kind.CANCEL:
        is_true = told and told[0].status == InterviewStatus.CANCELLED and told[0].may_touch(attempt.during)
    if not is_true or (attempt.outcome == NEW and own != told):
        yield Finding(TRUE_ACCEPTANCE, f"{attempt}; its life was {lives[request.interview_id]}")


def _refused(attempt: Attempt, own: list[State], evidence: Evidence, lives: Lives) -> Iterator[Finding]:
    # The answer is true if the call's own write was undone before the call ended, because its answer was lost
    # meanwhile.
    if own and own[0].until.earliest > attempt.during.latest:
        yield Finding(TRUE_REFUSAL, f"{attempt} wrote version {own[0].version}")
    elif attempt.outcome == "SLOT_FULL":
        if not _may_be_full(attempt, evidence, lives):
            yield Finding(REALLY_FULL, str(attempt))
    elif attempt.outcome == "CALENDAR_CONFLICT":
        if not _may_conflict(attempt, evidence, lives):
            yield Finding(REALLY_BUSY, str(attempt))
    elif not any(_gives_reason(state, attempt) for state in lives[attempt.request.interview_id]):
        yield Finding(REAL_REASON, str(attempt))


def _may_be_full(attempt: Attempt, evidence: Evidence, lives: Lives) -> bool:
    """Whether, at some time during the call, all seats may have been taken by other interviews."""
    slot = evidence.slots[attempt.request.slot_id or ""]
    holds = [
        state
        for states in lives.values()
        for state in states
        if state.slot_id == slot.slot_id and state.may_touch(attempt.during)
        if state.interview_id != attempt.request.interview_id
    ]
    moments = [attempt.during.earliest, *(max(state.since.earliest, attempt.during.earliest) for state in holds)]
    return any(sum(state.may_hold(moment) for state in holds) >= slot.max_candidates for moment in moments)


def _may_conflict(attempt: Attempt, evidence: Evidence, lives: Lives) -> bool:
    wanted = evidence.slots[attempt.request.slot_id or ""]
    keys = set(evidence.interviews[attempt.request.interview_id].calendar_keys)
    for interview_id, states in lives.items():
        is_other = interview_id != attempt.request.interview_id
        if is_other and keys & set(evidence.interviews[interview_id].calendar_keys):
            for state in states:
                slot = evidence.slots.get(state.slot_id or "")
                overlaps = slot and slot.starts_at < wanted.ends_at and wanted.starts_at < slot.ends_at
                if overlaps and state.may_touch(attempt.during):
                    return True
    return False


REASONS: dict[str, Callable[[State, Attempt], bool]] = {
    "ALREADY_BOOKED": lambda state, attempt: state.slot_id not in (None, attempt.request.slot_id),
    "INVALID_STATE": lambda state, _: state.status != InterviewStatus.SCHEDULED,
    "STALE_VERSION": lambda state, attempt: state.version != attempt.request.expected_version,
}


def _gives_reason(state: State, attempt: Attempt) -> bool:
    reason = REASONS.get(attempt.outcome)
    return reason is not None and reason(state, attempt) and state.may_touch(attempt.during)
