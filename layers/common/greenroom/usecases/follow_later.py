"""Bring interviews in line with a change after its request: those beyond a request's limit, and those that the index
did not list yet."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.change_to_follow import ChangeToFollow
from greenroom.models.interview import NOT_BEGUN, Interview
from greenroom.models.organisation import Role
from greenroom.usecases.cancel import cancel
from greenroom.usecases.follow_changes import follow
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.changes_queue import ChangesQueue
    from greenroom.adapters.collection import Listing
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.schedule import Schedule
    from greenroom.models.page import Page, Position

AT_ONCE = 100
"""Interviews that one message brings in line."""
LISTED_AFTER = timedelta(seconds=30)
"""The time after which a booking that read the state before the change is stored and listed by the index."""
READ_BEFORE = timedelta(seconds=60)
"""The time before a change within which a booking may have begun that is stored after it."""
LONGEST = timedelta(days=3)
"""Interviews that began earlier than this are over, even if the sweeper has not stored it."""
JOB_IS_GONE = "The job was deleted."
"""The reason of a cancellation: the interview was made or booked while its job was being deleted."""


def look_again(change: ChangeToFollow, *, queue: "ChangesQueue", now: datetime) -> None:
    """Leave a message to bring in line the interviews that were booked while the change was made.

    Such a booking read the state before the change, and the index did not list it yet when the change looked for
    interviews. Where the change was the job's deletion, they are cancelled.
    """
    queue.leave(change.changed(since=now - READ_BEFORE), after=LISTED_AFTER)


def ahead_of(
    change: ChangeToFollow, *, interviews: "Interviews", limit: int, position: "Position | None", now: datetime
) -> "Page[Interview]":
    """A page of the interviews that a change concerns and that are still to come."""

    def is_concerned(interview: Interview) -> bool:
        is_over = interview.ends_at is not None and interview.ends_at <= now
        return interview.status in NOT_BEGUN and not is_over and change.job_id in {None, interview.job_id}

    return interviews.page(_listing(change, interviews, now), limit=limit, position=position, keep=is_concerned)


def follow_some(
    change: ChangeToFollow,
    *,
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    queue: "ChangesQueue",
    now: datetime,
) -> int:
    """Bring a page of interviews in line with a change, and leave a message for the rest. Returns their number.

    May be repeated. Raises BusyError.
    """
    page = ahead_of(change, interviews=interviews, limit=AT_ONCE, position=change.position, now=now)
    by = Caller(change.org_id, change.actor, Role.ADMIN)
    for interview in page.items:
        _follow(interview, change, by, schedule, links, now)
    leave_rest(change, page.next_position, queue=queue)
    return len(page.items)


def leave_rest(change: ChangeToFollow, position: "Position | None", *, queue: "ChangesQueue") -> None:
    """Queue a message for the interviews after the position. None means that all interviews were handled."""
    if position is not None:
        queue.leave(change.changed(position=position))


def _follow(
    interview: Interview, change: ChangeToFollow, by: Caller, schedule: "Schedule", links: LinkMaker, now: datetime
) -> None:
    only: Iterable[Interview] = [interview]
    try:
        follow(only, by=by, schedule=schedule, links=links, now=now, job_asks=change.job_asks)
    except NotFoundError as gone:
        if change.job_id is None or gone.what != "Job":
            return  # the candidate is being erased, which cancels the interview
        with suppress(InvalidStateError):  # it has begun meanwhile
            cancel(interview.interview_id, JOB_IS_GONE, by=by, schedule=schedule, links=links, now=now)


def _listing(change: ChangeToFollow, interviews: "Interviews", now: datetime) -> "Listing":
    if change.since is not None:
        return interviews.changed_since(change.org_id, change.since)
    if change.job_id is not None:
        return interviews.of_job(change.org_id, change.job_id)
    return interviews.by_time(change.org_id, now - LONGEST, None, soonest_first=True)
