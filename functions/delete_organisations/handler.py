"""Deletes, each hour, organisations whose deletion was requested a week ago, as far as the invocation's time allows."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.organisation_deletion import OrganisationDeletion
from greenroom.observability import logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.delete_organisation import delete_organisation

app = Application(settings(), clock=utc_now)

TIME_TO_FINISH_MS = 60_000
"""The time that erasing one candidate with all interviews takes, and the log entry."""


class DeletionFailedError(Exception):
    """A candidate could not be erased yet. The next hour tries again, and the alarm of the function's errors fires."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(_event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Run by a schedule. Returns the number of organisations that were deleted, and of those still to be deleted."""
    deleted, waiting, failed = 0, 0, 0
    for deletion in app.organisation_deletions.all():
        if deletion.deleted_at is not None:
            continue
        if not _is_time_left(context):
            waiting += 1
            continue
        is_done, failures = _delete(deletion, context)
        deleted, waiting, failed = deleted + is_done, waiting + (not is_done), failed + failures
    if failed:
        raise DeletionFailedError(f"{failed} candidates could not be erased")
    return {"deleted": deleted, "waiting": waiting}


def _delete(deletion: OrganisationDeletion, context: LambdaContext) -> tuple[bool, int]:
    if deletion.deletes_at > app.now():
        return False, 0
    outcome = delete_organisation(
        deletion,
        organisations=app.organisations,
        deletions=app.organisation_deletions,
        items=app.organisation_items,
        connections=app.connections,
        stores=app.candidate_stores,
        now=app.now(),
        has_time=lambda: _is_time_left(context),
    )
    for candidate_id, error in outcome.failed:
        logger.error("not erased", org_id=deletion.org_id, candidate_id=candidate_id, error_type=type(error).__name__)
    logger.info("organisation deletion", org_id=deletion.org_id, is_done=outcome.is_done)
    return outcome.is_done, len(outcome.failed)


def _is_time_left(context: LambdaContext) -> bool:
    return context.get_remaining_time_in_millis() > TIME_TO_FINISH_MS
