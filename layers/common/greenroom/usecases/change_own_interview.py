"""Move or cancel an interview as its candidate, by the rules for recruiters and within the limits for candidates.

`address_key` identifies the candidate's address, whose changes are counted and limited.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.models.caller import CANDIDATE, Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Role
from greenroom.rules.own_changes import refuse_late_cancel, refuse_late_move
from greenroom.usecases.appointments import Booked
from greenroom.usecases.cancel import cancel
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.limits import Limits
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.own_interviews import OwnInterview
from greenroom.usecases.reschedule import reschedule

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


def move_own_interview(
    own: OwnInterview,
    slot_id: str,
    address_key: str,
    *,
    schedule: "Schedule",
    links: LinkMaker,
    limits: Limits,
    expected_version: int,
    now: datetime,
) -> Booked:
    """Move an interview to a free time of its job. A repetition changes nothing.

    Raises StaleVersionError, TooSoonError within the notice, ThrottledError, or what `reschedule` raises.
    """
    is_there = own.interview.status is InterviewStatus.SCHEDULED and own.interview.slot_id == slot_id
    if not is_there:
        refuse_stale_version(own.interview.version, expected_version)
        refuse_late_move(own.interview, own.organisation.policy, now)
        limits.note_change(address_key, now)
    return reschedule(
        own.interview.interview_id,
        slot_id,
        None,
        by=_candidate(own),
        schedule=schedule,
        links=links,
        now=now,
        expected_version=expected_version,
    )


def cancel_own_interview(
    own: OwnInterview,
    reason: str,
    address_key: str,
    *,
    schedule: "Schedule",
    links: LinkMaker,
    limits: Limits,
    expected_version: int,
    now: datetime,
) -> Interview:
    """Cancel an interview. A repetition changes nothing.

    Raises StaleVersionError, InvalidStateError once it has begun, ThrottledError, or BusyError.
    """
    if own.interview.status is InterviewStatus.CANCELLED:
        return own.interview
    refuse_stale_version(own.interview.version, expected_version)
    refuse_late_cancel(own.interview, now)
    limits.note_change(address_key, now)
    return cancel(
        own.interview.interview_id,
        reason,
        by=_candidate(own),
        schedule=schedule,
        links=links,
        now=now,
        expected_version=expected_version,
    )


def _candidate(own: OwnInterview) -> Caller:
    return Caller(org_id=own.interview.org_id, actor=CANDIDATE, role=Role.VIEWER)
