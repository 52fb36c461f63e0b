"""The next free slots of a job, for many candidates."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.many import BookCandidates, BookedLineAnswer, BookedLinesAnswer
from greenroom.models.organisation import Role
from greenroom.observability import metrics
from greenroom.usecases.book_many import book_next_slots
from greenroom.usecases.periods import Period


@api.post(
    "/api/v1/jobs/<job_id>/book",
    summary="Book the next free slots of a job for up to 100 candidates",
    tag="Bookings",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "NOT_CONNECTED", "BUSY"),
)
def post_book(job_id: str, request: BookCandidates) -> BookedLinesAnswer:
    """Each candidate by itself: a refusal of one stops no other. Who has a time for the job keeps it: repeat freely."""
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
