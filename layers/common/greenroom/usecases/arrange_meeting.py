"""Make, move and delete the meeting of a booking at its provider: claim, act, settle. Each step may be repeated.

The claim is written before the provider is asked, and says that a meeting may exist. If the process dies in between,
the next one looks for that meeting before it makes one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from greenroom.errors import NotConnectedError
from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import GREENROOM
from greenroom.models.interview import Booking, BookingStatus, Provider
from greenroom.models.meeting import (
    HostedMeeting,
    Meeting,
    MeetingGoneError,
    MeetingStatus,
    OutcomeUnknownError,
    ProviderBusyError,
    ProviderRefusedError,
    WantedMeeting,
)

if TYPE_CHECKING:
    from greenroom.adapters.meetings import Meetings

CLAIM_LIVES = timedelta(minutes=3)
"""Longer than the function's timeout: after it the claim's process has ended."""
PAUSES = tuple(timedelta(minutes=count) for count in (1, 1, 2, 5, 10, 15, 30))
AFTER_REFUSAL = timedelta(hours=1)
ATTENDANCE_AFTER_END = timedelta(seconds=30)
TELLS_ATTENDANCE_AFTERWARDS = frozenset({Provider.GOOGLE_MEET})

NOTED = {MeetingStatus.READY: Action.MEETING_READY, MeetingStatus.FAILED: Action.MEETING_FAILED}
LIMITED_A_DAY = frozenset({Provider.ZOOM})
"""Providers that limit the changes of a host per day. Recruiters are warned before the limit."""


class MeetingProvider(Protocol):
    """An organisation's account at a provider. Each call may be repeated; all raise MeetingProviderError."""

    def create(self, wanted: WantedMeeting, *, may_exist: bool) -> HostedMeeting:
        """Create the meeting, or adopt it if an earlier attempt has created it."""

    def move(self, meeting: HostedMeeting, wanted: WantedMeeting) -> HostedMeeting:
        """Move the meeting to another time. Raises MeetingGoneError."""

    def delete(self, meeting: HostedMeeting) -> None:
        """Delete the meeting."""

    def delete_unknown(self, wanted: WantedMeeting) -> None:
        """Delete the meeting that an attempt with an unknown outcome may have made."""


type ProviderOf = Callable[[str, Provider], MeetingProvider]
"""A function that returns an organisation's account. Raises NotConnectedError."""
type Log = Callable[[LogEntry], None]
"""A function that writes an entry of the interview's log."""


def arrange(
    booking: Booking,
    *,
    meetings: "Meetings",
    provider_of: ProviderOf,
    clock: Callable[[], datetime],
    log: Log,
) -> Meeting | None:
    """Bring the provider's meeting in line with the booking. Returns None if nothing is to be done at a provider.

    A failure at the provider is stored as the meeting's state, with the time of the next try, and not raised.
    """
    if booking.provider is None or not booking.provider.is_outside:
        return None
    meeting = _attempt(booking, meetings=meetings, provider_of=provider_of, clock=clock, log=log)
    if meeting is not None and meeting.is_lost:
        # The provider has lost the meeting that is to be moved. A new one is made at once.
        return _attempt(booking, meetings=meetings, provider_of=provider_of, clock=clock, log=log)
    return meeting


def _attempt(
    booking: Booking,
    *,
    meetings: "Meetings",
    provider_of: ProviderOf,
    clock: Callable[[], datetime],
    log: Log,
) -> Meeting | None:
    known = meetings.of(booking.org_id, booking.interview_id)
    if known is not None and (known.is_done(booking.version) or known.wanted_version > booking.version):
        return known
    now = clock()
    if known is not None and known.claim_id is not None and not _is_due(known, now):
        meetings.hear_of(known, booking.version)
        return known
    claimed = meetings.replace(known, _claim(known, booking, now))
    if claimed is None:
        # Another process claimed it at this moment, and knows of this version or reads it from `newest`.
        there = meetings.of(booking.org_id, booking.interview_id)
        if there is not None:
            meetings.hear_of(there, booking.version)
        return there
    may_exist = known is not None and known.may_exist
    ended = _acted(claimed, booking, may_exist=may_exist, provider_of=provider_of, clock=clock)
    return _settled(claimed, ended, meetings=meetings, clock=clock, log=log)


def _is_due(meeting: Meeting, now: datetime) -> bool:
    return meeting.next_attempt_at is not None and meeting.next_attempt_at <= now


def _claim(known: Meeting | None, booking: Booking, now: datetime) -> Meeting:
    fresh = known or Meeting(
        org_id=booking.org_id,
        interview_id=booking.interview_id,
        provider=booking.provider or Provider.INTERNAL_VIDEO_ROOM,
        wanted_version=booking.version,
        ends_at=booking.ends_at,
    )
    is_made_now = fresh.hosted is None and booking.status is BookingStatus.ACTIVE
    return fresh.changed(
        claim_id=new_id("claim"),
        is_lost=None,
        wanted_version=booking.version,
        next_attempt_at=now + CLAIM_LIVES,
        may_exist=fresh.may_exist or is_made_now,
        ends_at=booking.ends_at,
    )


def _acted(
    claimed: Meeting,
    booking: Booking,
    *,
    may_exist: bool,
    provider_of: ProviderOf,
    clock: Callable[[], datetime],
) -> Meeting:
    """Call the provider. Returns the meeting's next state."""
    known = claimed.changed(may_exist=may_exist)
    try:
        provider = provider_of(booking.org_id, claimed.provider)
        if booking.status is BookingStatus.CANCELLED:
            return _deleted(known, booking, provider)
        if booking.ends_at <= clock():
            return known.changed(next_attempt_at=None, version=booking.version)
        return _held(known, booking, provider)
    except MeetingGoneError as gone:
        # A new generation has new keys at the provider, so no meeting of it can exist yet.
        lost = known.changed(generation=known.generation + 1, hosted=None, may_exist=False, is_lost=True)
        return lost.changed(status=MeetingStatus.WAITING, reason=gone.reason, next_attempt_at=clock())
    except OutcomeUnknownError as error:
        return _waiting(known.changed(may_exist=True), error.reason, None, clock())
    except ProviderBusyError as error:
        return _waiting(known, error.reason, error.again_at, clock())
    except (ProviderRefusedError, NotConnectedError) as error:
        return _failed(known, str(error), booking, clock())


def _held(known: Meeting, booking: Booking, provider: MeetingProvider) -> Meeting:
    wanted = wanted_by(booking, known.generation)
    hosted = provider.move(known.hosted, wanted) if known.hosted else provider.create(wanted, may_exist=known.may_exist)
    reads_attendance = known.provider in TELLS_ATTENDANCE_AFTERWARDS
    return known.changed(
        status=MeetingStatus.READY,
        hosted=hosted,
        may_exist=True,
        version=booking.version,
        attempts=0,
        reason=None,
        attended_at=None,
        next_attempt_at=booking.ends_at + ATTENDANCE_AFTER_END if reads_attendance else None,
    )


def _deleted(known: Meeting, booking: Booking, provider: MeetingProvider) -> Meeting:
    if known.hosted is not None:
        provider.delete(known.hosted)
    elif known.may_exist:
        provider.delete_unknown(wanted_by(booking, known.generation))
    return known.changed(
        status=MeetingStatus.CANCELLED,
        hosted=None,
        may_exist=False,
        version=booking.version,
        attempts=0,
        reason=None,
        next_attempt_at=None,
    )


def _waiting(known: Meeting, reason: str, again_at: datetime | None, now: datetime) -> Meeting:
    pause = PAUSES[min(known.attempts, len(PAUSES) - 1)]
    return known.changed(
        status=MeetingStatus.WAITING,
        reason=reason,
        attempts=known.attempts + 1,
        next_attempt_at=again_at or now + pause,
    )


def _failed(known: Meeting, reason: str, booking: Booking, now: datetime) -> Meeting:
    again_at = now + AFTER_REFUSAL
    return known.changed(
        status=MeetingStatus.FAILED,
        reason=reason,
        attempts=known.attempts + 1,
        next_attempt_at=again_at if again_at < booking.ends_at else None,
    )


def _settled(
    claimed: Meeting,
    ended: Meeting,
    *,
    meetings: "Meetings",
    clock: Callable[[], datetime],
    log: Log,
) -> Meeting:
    """Store the end of a claim. If the booking has changed meanwhile, the meeting is due at once."""
    ended = ended.changed(claim_id=None)
    if ended.hosted is not None:
        meetings.note_id(ended)
    before: Meeting | None = claimed
    while before is not None and before.claim_id == claimed.claim_id:
        if before.wanted_version > ended.wanted_version:
            ended = ended.changed(wanted_version=before.wanted_version, next_attempt_at=clock())
        stored = meetings.replace(before, ended)
        if stored is not None:
            _note(claimed, stored, log=log, now=clock())
            return _counted(stored, meetings=meetings, now=clock())
        before = meetings.of(claimed.org_id, claimed.interview_id)
    return before or ended


def _note(before: Meeting, after: Meeting, *, log: Log, now: datetime) -> None:
    """Write to the interview's log that the meeting was made or moved, or why it failed."""
    if after.status not in NOTED or (before.status, before.version) == (after.status, after.version):
        return
    log(
        LogEntry(
            org_id=after.org_id,
            interview_id=after.interview_id,
            at=now,
            action=NOTED[after.status],
            actor=GREENROOM,
            reason=after.reason,
            new={"provider": after.provider, "version": after.version},
        )
    )


def _counted(stored: Meeting, *, meetings: "Meetings", now: datetime) -> Meeting:
    if stored.provider not in LIMITED_A_DAY or stored.status is not MeetingStatus.READY:
        return stored
    return stored.changed(changes_today=meetings.count_change(stored, now))


def wanted_by(booking: Booking, generation: int) -> WantedMeeting:
    """The meeting that a booking wants. The provider does not get the candidate's name; the invitation has it."""
    return WantedMeeting(
        key=booking.booking_id,
        generation=generation,
        topic=f"Interview: {booking.job_title}, {booking.company_name}"[:200],
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        preferred_hosts=tuple(one.email for one in booking.interviewers),
    )
