"""Reads the text of uploaded résumés. An unreadable file gets a status with a reason; only Greenroom's failures
raise."""

from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.draft import draft_named_by
from greenroom.observability import end_start, logger, metrics, report_what_was_noted
from greenroom.resumes.reading import ReadResume, read_resume
from greenroom.settings import settings
from greenroom.usecases.drafts import read_uploaded_draft
from greenroom.usecases.resumes import read_uploaded

app = Application(settings(), clock=utc_now)


def _read(file_key: str) -> ReadResume | None:
    if draft_named_by(file_key) is not None:
        return read_uploaded_draft(file_key, drafts=app.drafts, files=app.files, read=read_resume)
    return read_uploaded(
        file_key,
        resumes=app.resumes,
        files=app.files,
        scored=app.scored_matches,
        read=read_resume,
        now=app.now(),
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 (Lambda gives it)
    """Read each file that an S3 event names. After an error Lambda repeats the event, which does no harm."""
    for record in event["Records"]:
        # S3 encodes the keys in its events like query strings.
        file_key = unquote_plus(record["s3"]["object"]["key"])
        try:
            reading = _read(file_key)
        finally:
            report_what_was_noted()
        if reading is None:
            logger.info("nobody waits for this file", file_key=file_key)
            continue
        logger.info(
            "résumé read",
            file_key=file_key,
            status=reading.status,
            pages=reading.pages,
            hides_text=reading.hides_text,
        )
        metrics.add_metric(name=f"Resume{reading.status.title()}", unit=MetricUnit.Count, value=1)


end_start()
