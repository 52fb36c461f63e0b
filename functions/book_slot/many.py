"""Routes that move or cancel many interviews at once."""

from functions.book_slot.app import api, app
from greenroom.api.subjects.many import (
    CancelInterviews,
    ChosenInterviews,
    LineAnswer,
    LinesAnswer,
    MoveInterviews,
)
from greenroom.models.organisation import Role
from greenroom.usecases.move_many import Chosen, cancel_many, move_many
from greenroom.usecases.periods import Period


@api.post(
    "/api/v1/interviews/move",
    summary="Move up to 50 interviews, all or none",
    tag="Bookings",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "INVALID_STATE", "BUSY"),
)
def post_move(request: MoveInterviews) -> LinesAnswer:
    """All interviews are checked first. If one cannot be moved, none is moved, and the others get NOT_MOVED.

    Send an `Idempotency-Key` with `days`: without one, a repetition moves the interviews again.
    """
    outcomes = move_many(
        _chosen(request),
        request.to.as_target(),
        first_id=api.new_id("slot"),
        by=api.caller,
        organisations=app.organisations,
        interviews=app.interviews,
        slots=app.slots,
        schedule=app.schedule,
        links=app.links,
        has_time=api.has_time,
        now=app.now(),
    )
    return LinesAnswer(items=[LineAnswer.of(one) for one in outcomes])


@api.post(
    "/api/v1/interviews/cancel",
    summary="Cancel up to 50 interviews",
    tag="Bookings",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "INVALID_STATE", "BUSY"),
)
def post_cancel(request: CancelInterviews) -> LinesAnswer:
    """Each interview is cancelled on its own. One that is cancelled already is not changed."""
    outcomes = cancel_many(
        _chosen(request),
        request.reason,
        by=api.caller,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        has_time=api.has_time,
        now=app.now(),
    )
    return LinesAnswer(items=[LineAnswer.of(one) for one in outcomes])


def _chosen(request: ChosenInterviews) -> Chosen:
    period = Period.of(request.day, request.day, by=api.caller, organisations=app.organisations)
    return Chosen(tuple(request.interview_ids or ()), request.interviewer_email, period)
