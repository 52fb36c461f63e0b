"""Candidates that were asked for, from their queue, scored against the requirements of a job."""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.matching.scorers import RulesScorer
from greenroom.observability import logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.match import score_candidates

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """A batch of one. What raises comes again; what was scored by then stays as it is."""
    for record in event["Records"]:
        wanted = json.loads(record["body"])
        scored = score_candidates(
            wanted["org_id"],
            wanted["job_id"],
            wanted["candidate_ids"],
            organisations=app.organisations,
            jobs=app.jobs,
            candidates=app.candidates,
            resumes=app.resumes,
            scored=app.scored_matches,
            requirements=app.job_requirements,
            make_scorer=RulesScorer,
            now=app.now(),
        )
        logger.info("matches", job_id=wanted["job_id"], asked=len(wanted["candidate_ids"]), scored=scored)
        metrics.add_metric("MatchScored", "Count", scored)
