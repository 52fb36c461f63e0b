"""Scores many résumés against the requirements of one job, with the interface that the use cases need."""

from datetime import datetime

from greenroom.matching.scoring import Assessment, Matcher
from greenroom.models.scored_match import RULES, JobRequirements


class RulesScorer:
    """Scores by the rules alone: no model, no network, the same score each time."""

    made_by = RULES

    def __init__(self, requirements: JobRequirements) -> None:
        self._matcher = Matcher(requirements.requirements)

    def assess(self, resume_text: str, received_at: datetime) -> Assessment:
        """The score of a résumé that arrived at this time."""
        return self._matcher.match(resume_text, received_at.date())
