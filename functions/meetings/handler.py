"""Arranges meetings at Zoom and Google Meet for the bookings stream, and repeats each minute those that are due.

It also serves the API's routes for accounts at providers, and the console's tasks for them: the console invokes this
function with an `account_task`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.meetings import providers, zoom_events  # noqa: F401 (importing registers the routes)
from functions.meetings.app import api, app
from greenroom.adapters.account_tasks import TASK
from greenroom.adapters.items import Item
from greenroom.adapters.unreadable import entity_of
from greenroom.batches import follow_stream, works_for
from greenroom.models.account_task import AccountTask
from greenroom.models.interview import Booking
from greenroom.models.meeting import Meeting, MeetingStatus
from greenroom.observability import logger, metered, metrics
from greenroom.rules.attendance import Arrival
from greenroom.usecases.account_tasks import do_account_task
from greenroom.usecases.arrange_meeting import arrange
from greenroom.usecases.due_meetings import arrange_due
from greenroom.usecases.meeting_rooms import close_rooms
from greenroom.usecases.note_arrival import note_arrival

TIME_TO_FINISH_MS = 60_000
"""A meeting is begun only if more than this is left of the invocation: a slow Zoom takes long to find existing
meetings."""


class MeetingsFailedError(Exception):
    """Some due meetings could not be handled. It is raised after all others were handled, so that the alarm counts
    it."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle a batch of the bookings stream, an API Gateway event, a task of the console, or the meetings that are
    due."""
    if "Records" in event:
        return follow_stream(event, _arrange, on_failure=lambda: metrics.add_metric("MeetingEventFailed", "Count", 1))
    if "httpMethod" in event:
        return api.resolve(event, context)
    if TASK in event:
        task = AccountTask.model_validate(event[TASK])
        result = do_account_task(task, connections=app.connections, account_of=app.accounts.of, now=app.now())
        logger.info("account task", action=task.action, provider=task.provider, is_refused=result.refused is not None)
        return result.model_dump(mode="json")
    done = arrange_due(
        meetings=app.meetings,
        provider_of=app.accounts.of,
        clock=app.now,
        schedule=app.schedule,
        google_meet_of=app.accounts.google_meet,
        note_arrival=_note_arrival,
        has_time=_has_time(context),
        works_for=works_for,
    )
    _report(done.meetings)
    for interview_id, error in done.trouble:
        logger.error("not handled", interview_id=interview_id, error_type=type(error).__name__)
    if done.trouble:
        raise MeetingsFailedError(f"{len(done.trouble)} meetings could not be handled")
    return {"arranged": len(done.meetings), "attended": done.attended}


def _arrange(item: Item) -> None:
    booking = entity_of(Booking, item, app.settings.tables.bookings)
    if booking.provider is None or not booking.provider.is_outside:
        if close_rooms(booking, rooms=app.meeting_rooms, sockets=app.room_sockets):
            metrics.add_metric("RoomClosed", "Count", 1)
        return
    arranged = arrange(booking, meetings=app.meetings, provider_of=app.accounts.of, clock=app.now, log=app.schedule.log)
    if arranged is not None:
        _report([arranged])


def _note_arrival(booking: Booking, arrival: Arrival) -> None:
    note_arrival(booking, arrival, schedule=app.schedule, links=app.links)


def _has_time(context: LambdaContext) -> Callable[[], bool]:
    return lambda: context.get_remaining_time_in_millis() > TIME_TO_FINISH_MS


def _report(meetings: Iterable[Meeting]) -> None:
    """Log and count the meetings by state. Links and answers of providers are not logged."""
    for meeting in meetings:
        logger.info("meeting arranged", provider=meeting.provider, status=meeting.status, attempts=meeting.attempts)
        if meeting.status is MeetingStatus.FAILED:
            metrics.add_metric("MeetingFailed", "Count", 1)
        if meeting.status is MeetingStatus.READY and meeting.changes_today is not None:
            metrics.add_metric("MeetingsOfHost", "Count", meeting.changes_today)
