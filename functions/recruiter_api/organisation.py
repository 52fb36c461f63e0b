"""The organisation's name and rules: an admin's business."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.organisations import ChangeOrganisation, OrganisationAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.change_organisation import change_organisation

TAG = "Organisation"


@api.get("/api/v1/organisation", summary="Read the organisation", tag=TAG, role=Role.ADMIN)
def get_organisation() -> OrganisationAnswer:
    """Name and rules."""
    return OrganisationAnswer.of(app.organisations.organisation(api.caller.org_id))


@api.patch(
    "/api/v1/organisation",
    summary="Change the organisation's name or rules",
    tag=TAG,
    role=Role.ADMIN,
    errors=("STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def patch_organisation(request: ChangeOrganisation) -> OrganisationAnswer:
    """Some rules: what is left out stays. What is booked and still to come follows."""
    asked = request.sent()
    changed = change_organisation(
        asked.get("name"),
        asked.get("policy", {}),
        by=api.caller,
        organisations=app.organisations,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        queue=app.changes_queue,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return OrganisationAnswer.of(changed)
