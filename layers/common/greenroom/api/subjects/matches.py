"""Requests and answers about matches: the requirements of a job, and the evidence for them in résumés."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import WHOLE, CandidateId, Identifier, JobId, Line, Note
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.clock import UtcTime
from greenroom.models.requirement import (
    MOST_REQUIREMENTS,
    MOST_YEARS,
    Finding,
    Level,
    Requirement,
    RequirementKind,
)
from greenroom.models.scored_match import RULES, JobRequirements, MatchEvent, MatchStatus, ScoredMatch
from greenroom.rules.selection_rates import GroupRates
from greenroom.usecases.match import MOST_CANDIDATES, Run
from greenroom.usecases.scored_matches import ShownMatch

RequirementLine = Annotated[Line, Field(max_length=80), example("PostgreSQL")]


class WantedRequirement(RequestModel):
    """One requirement: the name of a known skill, or free text."""

    requirement: RequirementLine
    kind: Annotated[RequirementKind, Field(strict=False)]
    years: Annotated[int, Field(ge=1, le=MOST_YEARS), WHOLE] | None = None
    """The number of years, only for the kind YEARS."""

    @model_validator(mode="after")
    def _years_belong_to_years(self) -> Self:
        if (self.kind is RequirementKind.YEARS) != (self.years is not None):
            raise ValueError("years is given for the kind YEARS, and for no other")
        return self

    def as_requirement(self) -> Requirement:
        """Convert to the entity's requirement."""
        return Requirement(requirement=self.requirement, kind=self.kind, years=self.years)


class ReplaceRequirements(RequestModel):
    """All requirements of a job."""

    requirements: Annotated[list[WantedRequirement], Field(max_length=MOST_REQUIREMENTS)]


class RequirementAnswer(AnswerModel):
    """A requirement of a job."""

    requirement: RequirementLine
    kind: RequirementKind
    years: int | None
    job_quote: Annotated[str, example("You know PostgreSQL well.")] | None
    """The words of the job that ask for it; null if it was added by hand."""

    @classmethod
    def of(cls, requirement: Requirement) -> Self:
        """The answer about a requirement."""
        return cls.about(requirement)


class RequirementsAnswer(AnswerModel):
    """The requirements of a job."""

    job_id: JobId
    requirements: list[RequirementAnswer]
    is_proposed: bool
    """Whether they come from the title and the description, and no recruiter has edited them."""
    updated_at: UtcTime
    version: Annotated[int, example(1)]
    """0 while they are proposed; raised by each change."""

    @classmethod
    def of(cls, found: JobRequirements) -> Self:
        """The answer about a job's requirements."""
        items = [RequirementAnswer.of(one) for one in found.requirements]
        return cls.about(found, requirements=items, is_proposed=found.version == 0)


class MatchCandidates(RequestModel):
    """The candidates to score."""

    candidate_ids: Annotated[list[CandidateId], Field(min_length=1, max_length=MOST_CANDIDATES)] | None = None
    """All candidates of the job if left out."""


class MatchRunAnswer(AnswerModel):
    """The candidates that were queued to be scored."""

    job_id: JobId
    candidates: Annotated[int, example(120)]
    status: MatchStatus
    requirements_version: int

    @classmethod
    def of(cls, run: Run) -> Self:
        """The answer to asking for matches."""
        return cls(
            job_id=run.requirements.job_id,
            candidates=len(run.candidate_ids),
            status=MatchStatus.PENDING,
            requirements_version=run.requirements.version,
        )


class FindingAnswer(RequirementAnswer):
    """The evidence for a requirement in a résumé."""

    level: Level
    quotes: Annotated[list[str], example(["Tuned Postgres queries for a table of two billion rows"])]
    """The words of the résumé that show it."""
    months: int | None
    """Months of the dated jobs that show it, for YEARS alone."""
    points: Annotated[float, example(3.0)]
    out_of: Annotated[float, example(3.0)]
    """The most that this requirement can bring."""


class SetAsideAnswer(AnswerModel):
    """A decision not to rely on a score: by whom, when and why."""

    reason: str
    by: Annotated[str, example("token:integration")]
    at: UtcTime


class MatchAnswer(AnswerModel):
    """The evidence in a candidate's résumé for a job's requirements.

    It supports people's decisions and decides nothing.
    """

    job_id: JobId
    candidate_id: CandidateId
    status: MatchStatus
    score: Annotated[int, example(68)] | None
    """0 to 100: the share of all points. It is never the order of a list by itself and opens no gate."""
    requirements: list[FindingAnswer]
    made_by: Annotated[str, example(RULES)] | None
    set_aside: SetAsideAnswer | None
    scored_at: UtcTime | None

    @classmethod
    def of(cls, shown: ShownMatch) -> Self:
        """The answer about a match."""
        return cls.about(shown.match, **cls.parts_of(shown.match), status=shown.status)

    @staticmethod
    def parts_of(match: ScoredMatch) -> dict[str, object]:
        """The findings and the decision, as fields of the answer."""
        set_aside = SetAsideAnswer.about(match.set_aside) if match.set_aside else None
        return {"requirements": [_finding(one) for one in match.findings], "set_aside": set_aside}


def _finding(found: Finding) -> FindingAnswer:
    return FindingAnswer.about(found, quotes=list(found.quotes))


class MatchEventAnswer(AnswerModel):
    """A person's decision about a match."""

    at: UtcTime
    action: Annotated[str, example("SET_ASIDE")]
    actor: Annotated[str, example("token:integration")]
    reason: str | None
    score: int | None
    """The score as it was then."""

    @classmethod
    def of(cls, event: MatchEvent) -> Self:
        """Make the answer from an entry of the log."""
        return cls.about(event)


class MatchWithLogAnswer(MatchAnswer):
    """A match and its log."""

    log: list[MatchEventAnswer]

    @classmethod
    def of(cls, shown: ShownMatch) -> Self:
        """The answer about one match."""
        log = [MatchEventAnswer.of(event) for event in shown.log]
        return cls.about(shown.match, **cls.parts_of(shown.match), status=shown.status, log=log)


class MatchesAnswer(AnswerModel):
    """All matches of a candidate."""

    items: list[MatchAnswer]


class MatchQuery(PageQuery):
    min_score: Annotated[int, Field(ge=0, le=100)] | None = None
    """Only matches with at least this score, the highest first; without it, the newest candidates come first."""


class SetMatchAside(RequestModel):
    """A person's decision not to rely on a score."""

    reason: Annotated[Note, example("The résumé names the product by its old name.")]


class AuditGroup(RequestModel):
    """A group of candidates, defined by the organisation. Groups are not stored."""

    group: Annotated[Line, example("A")]
    candidate_ids: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_CANDIDATES)]


class AuditMatches(RequestModel):
    """Groups to compare. A candidate may be in more than one."""

    groups: Annotated[list[AuditGroup], Field(min_length=1, max_length=50)]


class GroupRatesAnswer(AnswerModel):
    """The rates of a group. Each ratio divides the group's rate by the highest rate of all groups."""

    group: Annotated[str, example("A")]
    candidates: int
    shortlisted: int
    selection_rate: Annotated[float, example(0.4)] | None
    impact_ratio: Annotated[float, example(0.8)] | None
    scored: int
    above_median: int
    """Scores above the median of all scores here."""
    scoring_rate: Annotated[float, example(0.5)] | None
    scoring_impact_ratio: Annotated[float, example(1.0)] | None

    @classmethod
    def of(cls, rates: GroupRates) -> Self:
        """The answer about a group."""
        return cls.about(rates)


class AuditAnswer(AnswerModel):
    """Rates by group."""

    job_id: JobId
    items: list[GroupRatesAnswer]


class NoticeAnswer(AnswerModel):
    """The notice that candidates must get before they are scored."""

    job_id: JobId
    notice: Annotated[str, example("Notice about automated matching\n\nFor the position …")]
