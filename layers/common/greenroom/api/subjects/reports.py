"""Answers about reports. Each number stands with the quotes that it counts, and none judges a person."""

from collections.abc import Callable
from typing import Annotated, Literal, Self

from greenroom.api.fields import CandidateId, InterviewId
from greenroom.api.subjects.base import AnswerModel, example
from greenroom.api.subjects.meeting_rooms import PersonsNotes
from greenroom.api.subjects.ratings import CriterionAnswer, DecisionMade
from greenroom.clock import UtcTime
from greenroom.interviewing.ai_interview import FactKind
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.evaluation import Verdict
from greenroom.interviewing.plan import InterviewPlan
from greenroom.interviewing.report import Answered, AnswerKind, Observed, prompt_version_of
from greenroom.models.interview import InterviewType, ReportStatus
from greenroom.models.job import CodingLanguage
from greenroom.models.slot import AiInterviewType
from greenroom.usecases.job_reports import JobReport
from greenroom.usecases.read_report import ReportAsRead


class Quote(AnswerModel):
    """An expected point, and the candidate's words that mention it."""

    point: str
    quote: str


class PointsCovered(AnswerModel):
    """The expected points that an answer mentions, found by comparing words."""

    compared: bool
    """False where the words are in a language that can not be compared: then both lists are empty."""
    covered: list[Quote]
    not_found: list[str]


class Mark(AnswerModel):
    """A place where the answer mentions a topic of the question, in the candidate's words. It measures nothing."""

    topic: str
    quote: str


class ReportQuestion(AnswerModel):
    """One question, the answer, and the evidence for its score."""

    id: str
    number: int
    round: AiInterviewType
    competency: Competency
    question: str
    language: CodingLanguage | None
    answer: str | None
    code: str | None
    audio_url: str | None
    """A link to the recording of a spoken answer for 15 minutes; null if there is none."""
    asked_at: UtcTime
    answered_at: UtcTime
    time_limit_seconds: int
    late_seconds: int
    handed_in: bool
    """False for an unsent draft that was in the fields when the interview ended."""
    score: int | None
    """0 to 4 by the rubric, only where quotes carry it."""
    verdict: Literal["SCORED", "INSUFFICIENT_EVIDENCE", "NOT_SCORED"]
    quotes: list[str]
    """The candidate's words that carry the score, letter by letter."""
    evidence: list[Quote]
    assessment: str | None
    note: str | None
    coverage: PointsCovered
    answer_kind: AnswerKind
    marks: list[Mark]
    """The places that mention topics; none if the answer repeats the expected points word for word."""

    @classmethod
    def of(cls, one: Answered, sound: Callable[[str], str]) -> Self:
        """A question of the report."""
        turn, found, coverage = one.turn, one.evaluation, one.coverage
        return cls(
            id=one.question.id,
            number=one.number,
            round=one.question.round,
            competency=one.question.competency,
            question=one.question.text,
            language=one.question.language,
            answer=turn.text,
            code=turn.code,
            audio_url=sound(turn.audio_key) if turn.audio_key else None,
            asked_at=turn.asked_at,
            answered_at=turn.answered_at,
            time_limit_seconds=one.question.time_limit_seconds,
            late_seconds=turn.late_seconds,
            handed_in=one.was_handed_in,
            score=found.score if found else None,
            verdict=_verdict(found.verdict if found else None),
            quotes=list(found.quotes) if found else [],
            evidence=[Quote(point=point.point, quote=point.quote) for point in (found.points if found else ())],
            assessment=(found.summary or None) if found else None,
            note=found.note if found else None,
            coverage=PointsCovered(
                compared=coverage.is_compared,
                covered=[Quote(point=point.point, quote=point.quote) for point in coverage.covered],
                not_found=list(coverage.not_found),
            ),
            answer_kind=one.kind,
            marks=[Mark(topic=found.point, quote=found.quote) for found in one.marks],
        )


def _verdict(found: Verdict | None) -> Literal["SCORED", "INSUFFICIENT_EVIDENCE", "NOT_SCORED"]:
    if found is Verdict.SCORED:
        return "SCORED"
    return "INSUFFICIENT_EVIDENCE" if found is Verdict.INSUFFICIENT_EVIDENCE else "NOT_SCORED"


class ReportObservation(AnswerModel):
    """An event while a question was open. It is a fact and no judgement."""

    kind: FactKind
    fact: str
    at: UtcTime
    until: UtcTime | None
    characters: int | None
    number: int
    question_id: str

    @classmethod
    def of(cls, observed: Observed) -> Self:
        """A fact of the report."""
        fact = observed.fact
        return cls(
            kind=fact.kind,
            fact=observed.sentence,
            at=fact.at,
            until=fact.until,
            characters=fact.characters,
            number=observed.number,
            question_id=observed.question_id,
        )


class ReportPlan(AnswerModel):
    """The origin of the questions."""

    made_by: Literal["BANK", "MODEL"]
    model: str | None
    prompt_version: str | None
    bank_version: str | None
    fallback_reason: str | None
    """Why the bank made them where a model was to."""

    @classmethod
    def of(cls, plan: InterviewPlan) -> Self:
        """The origin of a plan."""
        return cls(
            made_by=plan.made_by,
            model=plan.model,
            prompt_version=plan.prompt_version,
            bank_version=plan.bank_version,
            fallback_reason=plan.fallback_reason,
        )


class ReportCriterion(AnswerModel):
    """A criterion that questions belong to and that people rate."""

    criterion: Competency
    weight: Annotated[int, example(3)]
    """Its weight for the job, 1 to 5. It changes no score."""
    numbers: list[int]
    """The numbers of the questions that are its evidence."""


class ReportAnswer(AnswerModel):
    """The report of an AI interview."""

    interview_id: InterviewId
    status: ReportStatus
    reason: str | None
    """Why it FAILED, or is still PENDING after a try."""
    candidate_name: Annotated[str, example("Asha Raman")]
    job_title: Annotated[str, example("Backend Engineer")]
    joined_at: UtcTime | None
    finished_at: UtcTime | None
    consented_at: UtcTime | None
    summary: str | None
    questions: list[ReportQuestion]
    questions_in_all: int | None
    minutes: int | None
    """The duration in minutes."""
    criteria: list[ReportCriterion]
    decision: DecisionMade | None
    """The recruiters' decision. Their ratings are at `/interviews/{interview_id}/ratings`."""
    notes: list[PersonsNotes]
    """For an interview by people: the notes of each interviewer."""
    integrity: list[ReportObservation]
    made_by: Literal["MODEL", "COVERAGE"] | None
    """COVERAGE: no model was asked, so nothing has a score."""
    model: str | None
    prompt_version: str | None
    made_at: UtcTime | None
    plan: ReportPlan | None
    report_link: str | None
    """A link to the report as a page, for readers without a token; valid for a week. None while there is no report."""

    @classmethod
    def of(cls, reading: ReportAsRead, sound: Callable[[str], str], link: str | None) -> Self:
        """Make the answer. `sound` makes the address of a recording."""
        interview, ai_interview, report = reading.interview, reading.ai_interview, reading.report
        plan = ai_interview.plan if ai_interview else None
        return cls(
            interview_id=interview.interview_id,
            status=reading.status,
            reason=report.reason if report else None,
            candidate_name=interview.candidate_name,
            job_title=interview.job_title,
            joined_at=interview.candidate_joined_at,
            finished_at=interview.completed_at,
            consented_at=ai_interview.session.consented_at if ai_interview else None,
            summary=reading.summary,
            questions=[ReportQuestion.of(one, sound) for one in reading.answered],
            questions_in_all=ai_interview.total if ai_interview else None,
            minutes=reading.minutes,
            criteria=[
                ReportCriterion(
                    criterion=criterion, weight=reading.weight_of(criterion), numbers=[one.number for one in found]
                )
                for criterion, found in reading.by_criterion.items()
            ],
            decision=DecisionMade.of(interview.decision) if interview.decision else None,
            notes=[PersonsNotes(by=one.by, notes=one.notes) for one in reading.notes],
            integrity=[ReportObservation.of(one) for one in reading.observed],
            made_by=report.made_by if report else None,
            model=report.model if report else None,
            prompt_version=prompt_version_of(report) if report else None,
            made_at=report.made_at if report else None,
            plan=ReportPlan.of(plan) if plan else None,
            report_link=link if ai_interview or reading.notes else None,
        )


class JobReportAnswer(AnswerModel):
    """One completed interview of a job, with the results of its report and people's ratings."""

    interview_id: InterviewId
    candidate_id: CandidateId
    candidate_name: Annotated[str, example("Asha Raman")]
    interview_type: InterviewType
    started_at: UtcTime | None
    finished_at: UtcTime | None
    status: ReportStatus | None
    """The status of the report; null for an interview by people, which has none."""
    summary: str | None
    minutes: int | None
    questions_in_all: int | None
    questions_answered: int
    criteria: list[CriterionAnswer]
    """The criteria of the questions, with the ratings that the caller may see."""
    decision: DecisionMade | None

    @classmethod
    def of(cls, one: JobReport) -> Self:
        """The answer about one interview."""
        interview, reading = one.interview, one.reading
        ai_interview = reading.ai_interview if reading else None
        return cls(
            interview_id=interview.interview_id,
            candidate_id=interview.candidate_id,
            candidate_name=interview.candidate_name,
            interview_type=interview.interview_type,
            started_at=interview.started_at,
            finished_at=interview.completed_at,
            status=reading.status if reading else None,
            summary=reading.summary if reading else None,
            minutes=reading.minutes if reading else None,
            questions_in_all=ai_interview.total if ai_interview else None,
            questions_answered=len(reading.answered) if reading else 0,
            criteria=[CriterionAnswer.of(rated) for rated in one.rated],
            decision=DecisionMade.of(interview.decision) if interview.decision else None,
        )
