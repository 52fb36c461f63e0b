"""Bookings stream -> meetings at Zoom and Google Meet; each minute what is due again; and the accounts there.

The accounts by API, and as the console asks: it invokes this function with an `account_task`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.meetings import providers, zoom_events  # noqa: F401 (importing registers the routes)
from functions.meetings.app import api, app
from greenroom.adapters.account_tasks import TASK
from greenroom.adapters.items import Item
from greenroom.batches import follow_stream, works_for
from greenroom.models.account_task import AccountTask
from greenroom.models.interview import Booking
from greenroom.models.meeting import Meeting, MeetingStatus
from greenroom.observability import logger, metered, metrics
from greenroom.rules.attendance import Arrival
from greenroom.usecases.account_tasks import do_account_task
from greenroom.usecases.arrange_meeting import Arranger, arrange
from greenroom.usecases.due_meetings import arrange_due
from greenroom.usecases.meeting_rooms import Building, close_rooms
from greenroom.usecases.note_arrival import note_arrival

TIME_TO_FINISH_MS = 60_000
"""No meeting is begun when less than this is left: looking for one that may exist takes long where Zoom is slow."""


class MeetingsFailedError(Exception):
    """Some due meetings could not be handled. Raised after all others were, so that the alarm sees it."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of the bookings stream, one API Gateway event, a task of the console, or what is due this minute."""
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
        _arranger(),
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
    booking = Booking.model_validate(item)
    if booking.provider is None or not booking.provider.is_outside:
        building = Building(app.meeting_rooms, app.room_sockets, app.schedule, app.links)
        if close_rooms(booking, building):
            metrics.add_metric("RoomClosed", "Count", 1)
        return
    arranged = arrange(booking, _arranger())
    if arranged is not None:
        _report([arranged])


def _arranger() -> Arranger:
    return Arranger(app.meetings, app.accounts.of, app.now, app.schedule.log)


def _note_arrival(booking: Booking, arrival: Arrival) -> None:
    note_arrival(booking, arrival, schedule=app.schedule, links=app.links)


def _has_time(context: LambdaContext) -> Callable[[], bool]:
    return lambda: context.get_remaining_time_in_millis() > TIME_TO_FINISH_MS


def _report(meetings: Iterable[Meeting]) -> None:
    """Log and count the meetings by state, without links and answers of providers."""
    for meeting in meetings:
        logger.info("meeting arranged", provider=meeting.provider, status=meeting.status, attempts=meeting.attempts)
        if meeting.status is MeetingStatus.FAILED:
            metrics.add_metric("MeetingFailed", "Count", 1)
        if meeting.status is MeetingStatus.READY and meeting.changes_today is not None:
            metrics.add_metric("MeetingsOfHost", "Count", meeting.changes_today)
