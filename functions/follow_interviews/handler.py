"""Stores, for each record of the log's stream, the candidate's newest interview for lists, and counts the change."""

from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.items import Item
from greenroom.application import Application
from greenroom.batches import follow_stream
from greenroom.clock import utc_now
from greenroom.errors import NotFoundError
from greenroom.models.audit import Action
from greenroom.models.calendar import job_calendar_key
from greenroom.observability import logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.note_latest_interview import note_latest_interview

ABOUT_MAIL = frozenset({Action.EMAIL_SENT, Action.EMAIL_FAILED})
app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Handle a batch of the log's stream. A record may come twice, because the present state is stored."""
    return follow_stream(event, _note)


def _note(item: Item) -> None:
    org_id, _, interview_id = str(item["interview_key"]).partition("#")
    entries = item.get("entries", ())
    for entry in entries:
        if entry["action"] in ABOUT_MAIL:
            # The state of an e-mail is part of the interview's answer but stored elsewhere, so the interview's own
            # change time is set here, for `updated_since`.
            app.interviews.touch(org_id, interview_id, datetime.fromisoformat(entry["at"]))
    note_latest_interview(
        org_id,
        interview_id,
        schedule=app.schedule,
        sessions=app.sessions,
        latest_interviews=app.latest_interviews,
        matches=app.matches,
        links=app.links,
        actions={entry["action"] for entry in entries},
    )
    _tell_subscribers(org_id, interview_id)
    # Counted last, so that a page that reloads after it shows all changes made above.
    app.calendars.count_change(org_id)


def _tell_subscribers(org_id: str, interview_id: str) -> None:
    try:
        job_id = app.interviews.get(org_id, interview_id).job_id
    except NotFoundError:
        return
    # Calendar programs notice the change by the calendar's version.
    app.calendars.note_change(job_calendar_key(org_id, job_id))
