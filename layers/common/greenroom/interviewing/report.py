"""The report for recruiters after an interview: transcript, evidence, and facts. No model is used here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import Field

from greenroom.clock import UtcTime, zone
from greenroom.interviewing.ai_interview import AiInterview, Fact, FactKind, Turn
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.coverage import Coverage, CoveredPoint, coverage
from greenroom.interviewing.evaluation import Evaluation, Verdict
from greenroom.interviewing.folding import FOLDED_AT, beginning, beginning_of, html_bytes
from greenroom.interviewing.marks import AnswerPassage, marks, passages
from greenroom.interviewing.plan import Question, TokenUsage
from greenroom.interviewing.prompts import PROMPT_VERSION
from greenroom.models.entity import Entity
from greenroom.models.interview import ReportStatus


class Report(Entity):
    """The findings about the answers, by question. The answers themselves are stored elsewhere."""

    status: ReportStatus
    evaluations: dict[str, Evaluation] = Field(default_factory=dict)
    transcripts: dict[str, str] = Field(default_factory=dict)
    """The transcripts of answers that were handed in only as recordings."""
    made_by: Literal["MODEL", "COVERAGE"] = "COVERAGE"
    """COVERAGE if no model was asked, so that no answer has a score."""
    prompt_version: str | None = None
    attempts: int = 0
    reason: str | None = None
    made_at: UtcTime | None = None

    @property
    def model(self) -> str | None:
        """The model that scored the answers, or None."""
        return next((one.model for one in self.evaluations.values() if one.model), None)

    @property
    def usage(self) -> TokenUsage:
        """The usage of all calls of a model."""
        return sum((one.usage for one in self.evaluations.values()), TokenUsage())


class AnswerKind(StrEnum):
    """The way an answer was given."""

    RECORDED = "RECORDED"
    """Spoken, and kept as sound."""
    WORDS = "WORDS"
    """Typed, or spoken and written down by the browser."""
    CODE = "CODE"
    NONE = "NONE"


IN_WORDS = {
    AnswerKind.RECORDED: "spoken as a recording",
    AnswerKind.WORDS: "in words",
    AnswerKind.CODE: "in code",
    AnswerKind.NONE: "passed over",
}


@dataclass(frozen=True)
class Answered:
    """A question that was asked, with its answer."""

    number: int
    question: Question
    turn: Turn
    was_handed_in: bool
    """False for a draft that was left at the end of the interview."""
    coverage: Coverage
    evaluation: Evaluation | None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the evaluation; None if no model was asked."""
        return self.evaluation.verdict if self.evaluation else None

    @property
    def kind(self) -> AnswerKind:
        """The form of the answer."""
        if self.turn.code:
            return AnswerKind.CODE
        if self.turn.audio_key:
            return AnswerKind.RECORDED
        return AnswerKind.WORDS if self.turn.text else AnswerKind.NONE

    @cached_property
    def marks(self) -> tuple[CoveredPoint, ...]:
        """The passages in which the candidate's own words mention topics of the question."""
        return marks(self.coverage)

    @property
    def text_passages(self) -> tuple[AnswerPassage, ...]:
        """The answer's text, cut at its marks."""
        return passages(self.turn.text or "", self.marks)

    @property
    def is_folded(self) -> bool:
        """Whether the answer is too long for the report's page, which then shows only its beginning."""
        return any(html_bytes(part) > FOLDED_AT for part in (self.turn.text, self.turn.code) if part)

    @property
    def first_passages(self) -> tuple[AnswerPassage, ...]:
        """The beginning of the answer's text."""
        return beginning_of(self.text_passages)

    @property
    def first_code(self) -> str:
        """The beginning of the answer's code."""
        return beginning(self.turn.code or "")


def kinds(answered: list[Answered]) -> str:
    """The number of answers of each kind, as a text."""
    counts = {kind: sum(1 for one in answered if one.kind is kind) for kind in AnswerKind}
    return ", ".join(f"{counts[kind]} {words}" for kind, words in IN_WORDS.items() if counts[kind])


def by_criterion(answered: list[Answered]) -> dict[Competency, list[Answered]]:
    """The answers by the subject of their questions, in the order asked."""
    found: dict[Competency, list[Answered]] = {}
    for one in answered:
        found.setdefault(one.question.competency, []).append(one)
    return found


def transcript(ai_interview: AiInterview, report: Report | None) -> Iterator[Answered]:
    """Every question that was asked, in order, with the answer and its evidence. If the interview ended before an
    answer was handed in, its draft counts as the answer.
    """
    evaluations: Mapping[str, Evaluation] = report.evaluations if report else {}
    spoken: Mapping[str, str] = report.transcripts if report else {}
    for number, (_, _, question) in enumerate(ai_interview.sequence, start=1):
        turn = ai_interview.turns.get(question.id)
        was_handed_in = turn is not None
        turn = turn or drafted(ai_interview, question)
        if turn is None:
            continue
        if not turn.text and question.id in spoken:
            turn = turn.changed(text=spoken[question.id])
        yield Answered(
            number,
            question,
            turn,
            was_handed_in,
            coverage(question, turn.words, ai_interview.language_code),
            evaluations.get(question.id),
        )


def drafted(ai_interview: AiInterview, question: Question) -> Turn | None:
    """The draft of a question that was open at the end, as a turn; None if there is none."""
    draft, current = ai_interview.draft, ai_interview.current
    if draft is None or current is None or draft.question_id != question.id:
        return None
    if not (draft.text or draft.code or draft.audio_key):
        return None
    return Turn(
        question_id=question.id,
        place=current.place,
        is_follow_up=current.is_follow_up,
        text=draft.text,
        code=None if draft.code == question.starter_code else draft.code,
        audio_key=draft.audio_key,
        asked_at=current.asked_at,
        answered_at=draft.saved_at,
        facts=draft.facts,
    )


def prompt_version_of(report: Report) -> str | None:
    """The version of the prompts that the model got."""
    return report.prompt_version or (PROMPT_VERSION if report.made_by == "MODEL" else None)


def summary(ai_interview: AiInterview, answered: list[Answered]) -> str:
    """A summary of the interview in sentences made from the record, and not by a model."""
    session = ai_interview.session
    given = [one for one in answered if one.turn.is_given]
    handed_in = sum(1 for one in given if one.was_handed_in)
    sentences = [f"{session.candidate_name} handed in {_of(handed_in, ai_interview.total, 'answer')}"]
    if session.joined_at and session.ended_at:
        minutes = max(1, round((session.ended_at - session.joined_at).total_seconds() / 60))
        sentences[0] += f" in {minutes} minute{'' if minutes == 1 else 's'}"
    if handed_in < len(given):
        sentences.append(f"{_count(len(given) - handed_in, 'draft')} stood there when the time was over")
    if given:
        sentences.append(f"Answered: {kinds(answered)}")
    if any(not one.coverage.is_compared for one in answered):
        sentences.append("The words were not compared with the expected points: their language can not be")
    scored = sum(1 for one in answered if one.verdict is Verdict.SCORED)
    without = sum(1 for one in answered if one.verdict is Verdict.INSUFFICIENT_EVIDENCE)
    if scored or without:
        sentences.append(f"{_count(scored, 'answer')} could be scored, {without} held too little to judge")
    elif given:
        sentences.append("No model was asked, so no answer has a score")
    return ". ".join(sentences) + "."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _of(part: int, whole: int, what: str) -> str:
    return f"{part} of {_count(whole, what)}"


class Observed(NamedTuple):
    """A fact with the question that was open."""

    fact: Fact
    number: int
    question_id: str
    sentence: str


def observations(ai_interview: AiInterview, answered: list[Answered]) -> list[Observed]:
    """The facts about the answers in order of time: the candidate left the tab, or pasted a text."""
    zone_name = ai_interview.session.timezone
    found: list[Observed] = []
    for one in answered:
        for fact in one.turn.facts:
            found.append(Observed(fact, one.number, one.question.id, _sentence(fact, zone_name)))
    return sorted(found, key=lambda observed: observed.fact.at)


def _sentence(fact: Fact, zone_name: str) -> str:
    at = _clock(fact.at, zone_name)
    if fact.kind is FactKind.PASTED:
        return f"Pasted {_count(fact.characters or 0, 'character')} at {at}"
    if fact.until is None:
        return f"Left the tab at {at}"
    return f"Left the tab at {at} for {max(0, int((fact.until - fact.at).total_seconds()))} s"


def _clock(moment: datetime, zone_name: str) -> str:
    return moment.astimezone(zone(zone_name)).strftime("%H:%M")
