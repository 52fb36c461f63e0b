"""Routes that give candidates a time: the next free slots of a job, or an invitation to choose a slot."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.interviews import InterviewAnswer
from greenroom.api.subjects.many import (
    BookCandidates,
    BookedLineAnswer,
    BookedLinesAnswer,
    InvitedLineAnswer,
    InvitedLinesAnswer,
    InviteManyToChoose,
    InviteToChoose,
)
from greenroom.models.organisation import Role
from greenroom.observability import metrics
from greenroom.usecases.book_many import book_next_slots
from greenroom.usecases.invite_to_choose import invite_many_to_choose, invite_to_choose
from greenroom.usecases.periods import Period
from greenroom.usecases.show_interviews import show_interviews


@api.post(
    "/api/v1/jobs/<job_id>/book",
    summary="Book the next free slots of a job for up to 100 candidates",
    tag="Bookings",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "NOT_CONNECTED", "BUSY"),
)
def post_book(job_id: str, request: BookCandidates) -> BookedLinesAnswer:
    """Each candidate is booked on their own: a refusal of one does not stop the others. A candidate who has an
    interview booked for the job keeps it, so the request can safely be repeated."""
    app.jobs.get(api.caller.org_id, job_id)
    outcomes = book_next_slots(
        request.candidate_ids,
        request.as_request(job_id),
        Period.of(request.since, request.until, by=api.caller, organisations=app.organisations),
        first_id=api.new_id("int"),
        by=api.caller,
        organisations=app.organisations,
        candidates=app.candidates,
        interviews=app.interviews,
        slots=app.slots,
        schedule=app.schedule,
        connected=app.connected_providers,
        has_time=api.has_time,
        now=app.now(),
    )
    metrics.add_metric("Booked", "Count", sum(one.refused is None for one in outcomes))
    return BookedLinesAnswer(items=[BookedLineAnswer.of(one) for one in outcomes])


@api.post(
    "/api/v1/interviews/<interview_id>/invite",
    summary="Invite the candidate to choose a time, or invite them again",
    tag="Interviews",
    role=Role.RECRUITER,
    status=202,
    errors=(
        "NOT_FOUND",
        "STALE_VERSION",
        "INVALID_STATE",
        "NOT_SHORTLISTED",
        "INTERVIEW_DISABLED",
        "ONLINE_DISABLED",
        "BUSY",
    ),
)
def post_invite(interview_id: str, request: InviteToChoose) -> InterviewAnswer:
    """The candidate gets an e-mail with a link to the job's free times. A second request within one minute sends no
    second e-mail."""
    invited = invite_to_choose(
        interview_id,
        request.expires_at,
        by=api.caller,
        schedule=app.schedule,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    metrics.add_metric("InvitedToChoose", "Count", 1)
    [shown] = show_interviews([invited], by=api.caller, sessions=app.sessions, meetings=app.meetings, links=app.links)
    return InterviewAnswer.of(shown)


@api.post(
    "/api/v1/jobs/<job_id>/invitations",
    summary="Invite up to 100 candidates to choose a time each",
    tag="Bookings",
    role=Role.RECRUITER,
    status=202,
    errors=("NOT_FOUND", "NOT_CONNECTED", "BUSY"),
)
def post_invitations(job_id: str, request: InviteManyToChoose) -> InvitedLinesAnswer:
    """Each candidate is invited on their own: a refusal of one does not stop the others.

    A candidate who has an interview booked for the job keeps it, and one whose invitation is still open keeps that
    invitation. The request can therefore safely be repeated.
    """
    app.jobs.get(api.caller.org_id, job_id)
    outcomes = invite_many_to_choose(
        request.candidate_ids,
        request.as_request(job_id),
        request.expires_at,
        first_id=api.new_id("int"),
        by=api.caller,
        candidates=app.candidates,
        interviews=app.interviews,
        schedule=app.schedule,
        connected=app.connected_providers,
        links=app.links,
        has_time=api.has_time,
        now=app.now(),
    )
    metrics.add_metric("InvitedToChoose", "Count", sum(one.refused is None for one in outcomes))
    return InvitedLinesAnswer(items=[InvitedLineAnswer.of(one) for one in outcomes])
