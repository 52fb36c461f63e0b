"""Makes a session, its link and its e-mail for each record of the bookings stream, and on demand by POST."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.create_session.app import api, app
from functions.create_session.stream import follow_bookings
from greenroom.api.answers import Reply
from greenroom.api.subjects.sessions import CreateSession, SessionAnswer
from greenroom.models.organisation import Role
from greenroom.observability import logger, metered, metrics
from greenroom.usecases.invite import create_session, resend


@api.post(
    "/api/v1/interviews/schedules/create_interview_session",
    summary="The session of a booked interview, made now if the stream has not made it yet",
    tag="Interviews",
    role=Role.RECRUITER,
    status=201,
    other_statuses=(200,),
    errors=("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def create_interview_session(request: CreateSession) -> Reply[SessionAnswer]:
    """Make the session: 201, or 200 where it exists."""
    invited = create_session(
        request.interview_id,
        by=api.caller,
        schedule=app.schedule,
        sessions=app.sessions,
        mailer=app.mailer,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return Reply(SessionAnswer.of(invited, app.links), 201 if invited.is_new else 200)


@api.post(
    "/api/v1/interviews/<interview_id>/resend",
    summary="Send the invitation again",
    tag="Interviews",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def resend_invitation(interview_id: str) -> SessionAnswer:
    """Send the invitation again. A second request within one minute sends no second e-mail."""
    invited = resend(
        interview_id,
        by=api.caller,
        schedule=app.schedule,
        sessions=app.sessions,
        mailer=app.mailer,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return SessionAnswer.of(invited, app.links)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle a batch of the bookings stream, or one API Gateway event."""
    if "Records" in event:
        return follow_bookings(event)
    return api.resolve(event, context)
