"""The route for the cost of an interview."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.costs import CostAnswer
from greenroom.costs.prices import prices
from greenroom.costs.receipt import receipt
from greenroom.models.organisation import Role


@api.get(
    "/api/v1/interviews/<interview_id>/cost",
    summary="Read what an interview cost, by service",
    tag="Interviews",
    role=Role.ADMIN,
    errors=("NOT_FOUND",),
)
def get_cost(interview_id: str) -> CostAnswer:
    """The usage that was recorded up to about a minute ago, at public prices. Records are kept for 400 days."""
    interview = app.interviews.get(api.caller.org_id, interview_id)
    records = app.usage_records.of(interview.org_id, interview.interview_id)
    return CostAnswer.of(interview.interview_id, receipt(records, prices()), prices())
