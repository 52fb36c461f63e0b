"""An invited candidate chooses a time, asks for other times, or declines.

The link is enough, while the candidate still has the address that it was sent to. `address_key` identifies that
address: its changes are counted and limited.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import GreenroomError, InvalidStateError, LinkExpiredError, NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.caller import CANDIDATE, Caller
from greenroom.models.choice import Choice, ChoiceLink, ChoiceStatus
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewStatus, TimeInvitation
from greenroom.models.organisation import Role
from greenroom.rules.booking import opened
from greenroom.rules.changes import after_last_change
from greenroom.usecases.appointments import Booked, as_they_are_now, people_of
from greenroom.usecases.book import book
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.free_times import FreeTimes, free_times
from greenroom.usecases.limits import Limits
from greenroom.usecases.retry import repeated
from greenroom.usecases.time_invitation import time_invitation_of

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.slots import Slots
    from greenroom.models.page import Position


class ChoiceState(StrEnum):
    """The states of the page behind the link."""

    OPEN = "OPEN"
    EXPIRED = "EXPIRED"
    DECLINED = "DECLINED"
    BOOKED = "BOOKED"
    CLOSED = "CLOSED"
    """A gate is closed: the recruiter takes no bookings for this candidate at present."""
    OVER = "OVER"
    """The interview was cancelled or has taken place."""


class OfferedChoice(NamedTuple):
    """An invitation to choose, as its candidate sees it."""

    interview: Interview
    choice: Choice
    state: ChoiceState
    about: TimeInvitation
    reads: BookingReads
    people: People


def find_choice(link: ChoiceLink, *, schedule: "Schedule", now: datetime) -> OfferedChoice:
    """The invitation behind a link, in two round trips.

    Raises NotFoundError if the candidate or the job was deleted, or if the candidate's address was corrected since
    the link was sent.
    """
    reads = schedule.booking_reads(link.org_id, link.interview_id, None)
    people = people_of(reads.interview, schedule)
    if people.candidate.calendar_key != link.calendar_key or people.candidate.is_being_erased:
        raise NotFoundError("Interview")
    reads = as_they_are_now(reads, people)
    interview, choice = reads.interview, reads.interview.choice
    if choice is None:
        raise NotFoundError("Interview")
    about = time_invitation_of(interview, reads, people, choice, actor=CANDIDATE, now=now)
    return OfferedChoice(interview, choice, _state(interview, choice, people, now), about, reads, people)


def times_to_choose(
    offered: OfferedChoice, position: "Position | None" = None, *, slots: "Slots", now: datetime
) -> FreeTimes:
    """Free times for the interview. Raises ValidationError for a cursor of another list."""
    policy = offered.reads.organisation.policy
    return free_times(offered.interview, offered.people, policy, position, slots=slots, now=now)


def choose_time(
    offered: OfferedChoice, slot_id: str, address_key: str, *, schedule: "Schedule", limits: Limits, now: datetime
) -> Booked:
    """Book the interview on a free time, under the same rules as a recruiter's booking. A repetition changes nothing.

    Raises LinkExpiredError or InvalidStateError for an invitation that is not open, AlreadyBookedError where the
    candidate chose another time before, ThrottledError, or what booking raises.
    """
    interview = offered.interview
    if offered.state is not ChoiceState.BOOKED:
        _refuse_closed(offered.state)
        limits.note_change(address_key, now)
    return book(
        interview.interview_id,
        slot_id,
        None,
        by=_candidate(interview),
        schedule=schedule,
        now=now,
        # Refuse where the invitation was withdrawn or replaced since it was read.
        expected_version=interview.version,
    )


def ask_for_other_times(
    offered: OfferedChoice,
    wishes: str,
    version: int | None,
    address_key: str,
    *,
    schedule: "Schedule",
    limits: Limits,
    now: datetime,
) -> Interview:
    """Tell the recruiter which times would suit the candidate. The same text again changes nothing.

    `version` is the invitation's, as the candidate saw it. The free times can still be chosen. Raises
    StaleVersionError where they were invited again since, LinkExpiredError or InvalidStateError for an invitation that
    is not open, ThrottledError, or BusyError.
    """

    def requested(choice: Choice) -> Choice:
        return choice.changed(status=ChoiceStatus.TIMES_REQUESTED, wishes=wishes)

    return _answered(offered, requested, wishes, version, address_key, schedule=schedule, limits=limits, now=now)


def decline(
    offered: OfferedChoice,
    reason: str | None,
    version: int | None,
    address_key: str,
    *,
    schedule: "Schedule",
    limits: Limits,
    now: datetime,
) -> Interview:
    """Tell the recruiter that the candidate does not want this interview. A repetition changes nothing.

    Raises what `ask_for_other_times` raises.
    """

    def declined(choice: Choice) -> Choice:
        return choice.changed(status=ChoiceStatus.DECLINED)

    if offered.choice.status is ChoiceStatus.DECLINED:
        return offered.interview
    return _answered(offered, declined, reason, version, address_key, schedule=schedule, limits=limits, now=now)


def _answered(
    offered: OfferedChoice,
    change: Callable[[Choice], Choice],
    words: str | None,
    version: int | None,
    address_key: str,
    *,
    schedule: "Schedule",
    limits: Limits,
    now: datetime,
) -> Interview:
    if change(offered.choice) == offered.choice:
        return offered.interview
    # A form about an earlier invitation does not answer the present one.
    refuse_stale_version(offered.about.version, version)
    _refuse_closed(offered.state)
    limits.note_change(address_key, now)

    def attempt() -> Interview:
        interview = schedule.interview(offered.interview.org_id, offered.interview.interview_id)
        refuse_stale_version(interview.booking_version, offered.about.version)
        choice = interview.choice
        if choice is not None and change(choice) == choice:
            return interview
        if choice is None or interview.status is not InterviewStatus.PENDING or not choice.is_open(now):
            raise InvalidStateError("This invitation was answered or withdrawn in the meantime.")
        at = after_last_change(interview, now)
        after = interview.changed(choice=change(choice), version=interview.version + 1, updated_at=at)
        write = schedule.write()
        write.interview(after)
        write.log(_entry(interview, after, words))
        write.commit()
        return after

    return repeated(attempt)


def _entry(interview: Interview, after: Interview, words: str | None) -> LogEntry:
    asked = after.choice is not None and after.choice.status is ChoiceStatus.TIMES_REQUESTED
    return LogEntry(
        org_id=interview.org_id,
        interview_id=interview.interview_id,
        at=after.updated_at,
        action=Action.TIMES_REQUESTED if asked else Action.DECLINED,
        actor=CANDIDATE,
        # The text is personal data: erasing the candidate removes it from the log.
        reason=words,
        new={"status": after.status, "version": after.version},
    )


def _state(interview: Interview, choice: Choice, people: People, now: datetime) -> ChoiceState:
    if interview.status in HAS_A_TIME:
        return ChoiceState.BOOKED
    if interview.status is not InterviewStatus.PENDING:
        return ChoiceState.OVER
    if choice.status is ChoiceStatus.DECLINED:
        return ChoiceState.DECLINED
    if not choice.is_open(now):
        return ChoiceState.EXPIRED
    try:
        opened(people.match, interview.interview_type)
    except GreenroomError:
        return ChoiceState.CLOSED
    return ChoiceState.OPEN


def _refuse_closed(state: ChoiceState) -> None:
    if state is ChoiceState.EXPIRED:
        raise LinkExpiredError("The time to choose is over.")
    if state is not ChoiceState.OPEN:
        raise InvalidStateError("There is no time to choose for this interview now.")


def _candidate(interview: Interview) -> Caller:
    return Caller(org_id=interview.org_id, actor=CANDIDATE, role=Role.VIEWER)
