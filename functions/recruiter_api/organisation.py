"""Routes for the organisation: its name and rules, its deletion, and the export of its data."""

from functions.recruiter_api.app import api, app
from greenroom.api.answers import Reply
from greenroom.api.subjects.organisations import ChangeOrganisation, OrganisationAnswer, OrganisationExportAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.change_organisation import change_organisation
from greenroom.usecases.delete_organisation import keep_organisation, request_deletion
from greenroom.usecases.export_organisation import ask_for_export

TAG = "Organisation"


@api.get("/api/v1/organisation", summary="Read the organisation", tag=TAG, role=Role.ADMIN)
def get_organisation() -> OrganisationAnswer:
    """The organisation's name and all of its rules."""
    return OrganisationAnswer.of(app.organisations.organisation(api.caller.org_id))


@api.patch(
    "/api/v1/organisation",
    summary="Change the organisation's name or rules",
    tag=TAG,
    role=Role.ADMIN,
    errors=("STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def patch_organisation(request: ChangeOrganisation) -> OrganisationAnswer:
    """Fields that are left out keep their values. Future interviews follow the new rules."""
    asked = request.sent()
    expected_version = api.expected_version
    if asked.keys() != {"deletes_at"}:
        organisation = change_organisation(
            asked.get("name"),
            asked.get("policy", {}),
            by=api.caller,
            organisations=app.organisations,
            interviews=app.interviews,
            schedule=app.schedule,
            links=app.links,
            queue=app.changes_queue,
            expected_version=expected_version,
            now=app.now(),
        )
        # The organisation's version is compared only once; it may have changed since.
        expected_version = None
    if "deletes_at" in asked:
        organisation = keep_organisation(
            by=api.caller,
            organisations=app.organisations,
            deletions=app.organisation_deletions,
            expected_version=expected_version,
        )
    return OrganisationAnswer.of(organisation)


@api.delete(
    "/api/v1/organisation",
    summary="Ask that the organisation be deleted in seven days",
    tag=TAG,
    role=Role.ADMIN,
    status=202,
    errors=("STALE_VERSION", "BUSY"),
)
def delete_organisation() -> Reply[OrganisationAnswer]:
    """All data is deleted at `deletes_at`: tokens and members first, then candidates, then the rest.

    Until then everything works as before, and a PATCH with `"deletes_at": null` cancels the deletion. A repeated
    request changes nothing.
    """
    asked = request_deletion(
        by=api.caller,
        organisations=app.organisations,
        deletions=app.organisation_deletions,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return Reply(OrganisationAnswer.of(asked), 202)


@api.get(
    "/api/v1/organisation/export",
    summary="Read all of the organisation's data: it is made ready first, so ask again until it is",
    tag=TAG,
    role=Role.ADMIN,
)
def get_organisation_export() -> OrganisationExportAnswer:
    """The request starts an export if there is none of the last day. While the export is PREPARING, it has no parts.
    Once it is READY, each answer has links to its parts, valid for 15 minutes."""
    export = ask_for_export(
        by=api.caller,
        exports=app.organisation_exports,
        queue=app.exports_queue,
        now=app.now(),
        only_looks=api.is_head,
    )
    return OrganisationExportAnswer.of(export, app.files.link)
