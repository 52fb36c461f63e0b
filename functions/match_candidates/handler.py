"""Scores candidates against the requirements of a job, for messages of the matches queue."""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.tracing import TRACE_ID
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.matching.proposals import ModelScorer
from greenroom.matching.scorers import RulesScorer
from greenroom.models.scored_match import JobRequirements
from greenroom.observability import following_trace, logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.match import Scorer, score_candidates

app = Application(settings(), clock=utc_now)


def scorer_of(requirements: JobRequirements, may_ask_model: bool) -> Scorer:  # noqa: FBT001 (as the use case calls it)
    """The scorer by rules, and also by the model if the organisation allows it and a model is configured."""
    model = app.language_model() if may_ask_model else None
    return ModelScorer(requirements, model, app.settings.model.model) if model else RulesScorer(requirements)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """Score the candidates of one message. After an error it is delivered again; scores that were stored stay."""
    for record in event["Records"]:
        wanted = json.loads(record["body"])
        app.work_for(wanted["org_id"])
        with following_trace(wanted.get(TRACE_ID)):
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
                scorer_of=scorer_of,
                now=app.now(),
            )
            logger.info("matches", job_id=wanted["job_id"], asked=len(wanted["candidate_ids"]), scored=scored)
        metrics.add_metric("MatchScored", "Count", scored)
