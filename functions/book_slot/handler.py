"""Routes that book an interview on a slot, and that cancel one."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.book_slot.app import REFUSALS, api, app
from greenroom.api.answers import Reply
from greenroom.api.subjects.bookings import BookedAnswer, BookInterview, BookSlot, CancelInterview, CancelledAnswer
from greenroom.models.organisation import Role
from greenroom.observability import logger, metered, metrics
from greenroom.usecases.book import book
from greenroom.usecases.cancel import cancel


@api.post(
    "/api/v1/interviews/slots/<slot_id>/book_slot",
    summary="Book an interview on a slot",
    tag="Bookings",
    role=Role.RECRUITER,
    status=201,
    other_statuses=(200,),
    errors=(*REFUSALS, "STALE_VERSION"),
)
def book_slot(slot_id: str, request: BookSlot) -> Reply[BookedAnswer]:
    """Take a seat: 201, or 200 where this interview has had this seat before."""
    return _booked(slot_id, request)


@api.post(
    "/api/v1/interviews/schedules/book_interview",
    summary="Book an interview on a slot named in the body",
    tag="Bookings",
    role=Role.RECRUITER,
    status=201,
    other_statuses=(200,),
    errors=(*REFUSALS, "STALE_VERSION"),
)
def book_interview(request: BookInterview) -> Reply[BookedAnswer]:
    """Take a seat: 201, or 200 where this interview has had this seat before."""
    return _booked(request.slot_id, request)


def _booked(slot_id: str, request: BookSlot) -> Reply[BookedAnswer]:
    booked = book(
        request.interview_id,
        slot_id,
        request.booking_notes,
        by=api.caller,
        schedule=app.schedule,
        expected_version=api.expected_version,
        now=app.now(),
    )
    if booked.is_new:
        metrics.add_metric("Booked", "Count", 1)
    return Reply(BookedAnswer.of(booked), 201 if booked.is_new else 200)


@api.post(
    "/api/v1/interviews/<interview_id>/cancel",
    summary="Cancel an interview: its seat becomes free, its link stops working, the candidate gets an e-mail",
    tag="Interviews",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def cancel_interview(interview_id: str, request: CancelInterview) -> CancelledAnswer:
    """Cancel an interview. One that is cancelled already is not changed."""
    cancelled = cancel(
        interview_id,
        request.reason,
        by=api.caller,
        schedule=app.schedule,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return CancelledAnswer.of(cancelled)


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway event."""
    return api.resolve(event, context)
