"""Routes that create and change interviews. They belong to this function, because both may take a seat."""

from functions.book_slot.app import REFUSALS, api, app
from greenroom.api.subjects.interviews import ChangeInterview, CreateInterview, InterviewAnswer
from greenroom.models.interview import Interview
from greenroom.models.organisation import Role
from greenroom.observability import metrics
from greenroom.usecases.change_interview import change_interview
from greenroom.usecases.create_interview import create_interview
from greenroom.usecases.readiness import readiness
from greenroom.usecases.show_interviews import show_interviews

TAG = "Interviews"


@api.post(
    "/api/v1/interviews",
    summary="Create an interview, booked at once if a slot or a time is given",
    tag=TAG,
    role=Role.RECRUITER,
    status=201,
    errors=(*REFUSALS, "NOT_CONNECTED", "DUPLICATE"),
)
def post_interview(request: CreateInterview) -> InterviewAnswer:
    """Without a time the new interview is PENDING. With a time it is created and booked in one step, or not at all."""
    interview = create_interview(
        api.new_id("int"),
        request.as_request(),
        by=api.caller,
        schedule=app.schedule,
        connected=app.connected_providers,
        now=app.now(),
    )
    if interview.booked_at is not None:
        metrics.add_metric("Booked", "Count", 1)
    return _shown(interview)


@api.put(
    "/api/v1/interviews/<interview_id>",
    summary="Reschedule an interview, or change its interviewers, place or other details",
    tag=TAG,
    role=Role.RECRUITER,
    errors=(*REFUSALS, "STALE_VERSION", "DUPLICATE"),
)
def put_interview(interview_id: str, request: ChangeInterview) -> InterviewAnswer:
    """A new time moves the seat, the calendar entries and the link in one step. The candidate is told about a new time
    or place."""
    changed = change_interview(
        interview_id,
        request.as_change(),
        by=api.caller,
        schedule=app.schedule,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return _shown(changed)


def _shown(interview: Interview) -> InterviewAnswer:
    [shown] = show_interviews([interview], by=api.caller, sessions=app.sessions, meetings=app.meetings, links=app.links)
    return InterviewAnswer.of(shown, readiness(shown, schedule=app.schedule, links=app.links, now=app.now()))
