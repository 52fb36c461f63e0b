"""A job's requirements made ready for many résumés, as the use cases ask for it."""

from datetime import datetime

from greenroom.matching.scoring import Assessment, Matcher
from greenroom.models.scored_match import RULES, JobRequirements


class RulesScorer:
    """Scores by the rules alone: no model, no network, the same score each time."""

    made_by = RULES

    def __init__(self, requirements: JobRequirements) -> None:
        self._matcher = Matcher(requirements.requirements)

    def assess(self, resume_text: str, received_at: datetime) -> Assessment:
        """The score of a résumé that came at this time."""
        return self._matcher.match(resume_text, received_at.date())
