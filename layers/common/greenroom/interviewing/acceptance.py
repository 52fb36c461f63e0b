"""Checks of a model's replies before they reach a candidate. A reply is accepted as a whole or not at all."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from greenroom.interviewing.job_questions import OwnQuestion
from greenroom.interviewing.plan import FOLLOW_UP_SECONDS, InterviewPlan, Question, TokenUsage, stretched
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.interviewing.prompts import INSTRUCTIONS, PROMPT_VERSION, shape
from greenroom.interviewing.replies import FollowUpReply, PlannedQuestion, PlanReply
from greenroom.interviewing.words import words
from greenroom.models.slot import AiInterviewType

_SPOKEN_SECONDS = (15, 300)
_CODING_SECONDS = (120, 1800)
_WORDS_AT_MOST = 60
_TEXT = (12, 500)  # characters
_POINT = (3, 200)
_POINTS = (2, 8)
_STARTER_CODE_AT_MOST = 4000
_LEAK_WORDS = 8  # this many words in a row from an instruction are no coincidence

_URL = re.compile(  # `ASP.NET` and `Node.js/Express` are no addresses
    r"https?:|www\.|://|\b[\w-]+\.(?:com|org|info|xyz|ru|cn)\b|\b[\w-]+\.(?!js\b|net\b|py\b)[a-z]{2,}/\w", re.IGNORECASE
)
_MARKUP = re.compile(r"<[a-z/!?]|</|\]\(|```|\{\{|\{%|&(?:#\w+|\w+);|javascript:", re.IGNORECASE)
_PRIVATE = re.compile(
    r"how old|your age\b|date of birth|born in|\bmarried|\bmarital|your (?:wife|husband|children|family|religion|caste"
    r"|nationality|health|password|salary|bank account|phone number|home address)|pregnan|credit card|\bdisabilit",
    re.IGNORECASE,
)


class NotAcceptedError(Exception):
    """A model's reply breaks a rule; the sentence names it and holds nothing of the reply."""


def accept_plan(reply: PlanReply, brief: PlanBrief, *, model: str, usage: TokenUsage) -> InterviewPlan:
    """The plan of a model, with ids and extra time of our own. Raises NotAcceptedError."""
    wanted = shape(brief)
    rounds = [question.round for question in reply.questions]
    if rounds != [AiInterviewType.TECHNICAL] * wanted.spoken + [AiInterviewType.CODING] * wanted.coding:
        raise NotAcceptedError(f"not {wanted.spoken} spoken questions and then {wanted.coding} coding tasks")
    for question in reply.questions:
        _check(question)
    if len({_plain(question.text) for question in reply.questions}) < len(rounds):
        raise NotAcceptedError("a question stands twice")
    if sum(question.time_limit_seconds for question in reply.questions) > wanted.seconds:
        raise NotAcceptedError("the questions take longer than the slot")
    written = (_planned(number, question, brief) for number, question in enumerate(reply.questions, start=1))
    return InterviewPlan(
        questions=(*(own_question(question, brief) for question in brief.own_questions), *written),
        made_by="MODEL",
        seed=brief.interview_id,
        model=model,
        prompt_version=PROMPT_VERSION,
        language_code=brief.language_code,
        usage=usage,
    )


def own_question(own: OwnQuestion, brief: PlanBrief) -> Question:
    """A recruiter's own question as it is asked in one interview."""
    return Question(
        id=own.id,
        round=AiInterviewType.TECHNICAL,
        text=own.text,
        competency=own.competency,
        expected_points=own.expected_points,
        time_limit_seconds=stretched(own.time_limit_seconds, brief.extra_time_percent),
        difficulty=1,
    )


def accept_follow_up(reply: FollowUpReply, question: Question, extra_time_percent: int) -> Question | None:
    """The follow-up as a spoken question of at most 90 s (before extra time), or None. Raises NotAcceptedError."""
    if reply.question is None or not reply.question.strip():
        return None
    text = reply.question.strip()
    _check_text(text, "the follow-up", _TEXT)
    if _plain(text) == _plain(question.text):
        raise NotAcceptedError("the follow-up repeats its question")
    return Question(
        id=f"{question.id}.follow-up",
        round=AiInterviewType.TECHNICAL,
        text=text,
        competency=question.competency,
        expected_points=question.expected_points,
        time_limit_seconds=stretched(FOLLOW_UP_SECONDS, extra_time_percent),
        difficulty=question.difficulty,
    )


def is_clean(text: str) -> bool:
    """True for plain text: no address, markup or control character, and nothing of our instructions."""
    return next(_stains(text), None) is None


def _plain(text: str) -> str:
    """Letters and digits alone, in any script."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _check(question: PlannedQuestion) -> None:
    _check_text(question.text, "a question", _TEXT)
    if not 1 <= question.difficulty <= 3:
        raise NotAcceptedError("a difficulty is not from 1 to 3")
    if not _POINTS[0] <= len(question.expected_points) <= _POINTS[1]:
        raise NotAcceptedError("a question has too few or too many expected points")
    for point in question.expected_points:
        _check_text(point, "an expected point", _POINT)
    least, most = _CODING_SECONDS if question.round is AiInterviewType.CODING else _SPOKEN_SECONDS
    if not least <= question.time_limit_seconds <= most:
        raise NotAcceptedError(f"a time limit is not from {least} to {most} seconds")
    _check_code(question)


def _check_code(question: PlannedQuestion) -> None:
    code = question.starter_code or ""
    if (question.round is AiInterviewType.CODING) != bool(code.strip()):
        raise NotAcceptedError("starter code belongs to every coding task, and to no spoken question")
    if len(code) > _STARTER_CODE_AT_MOST:
        raise NotAcceptedError("starter code is too long")
    if _URL.search(code.replace("example.com", "").replace("example.org", "")):
        raise NotAcceptedError("starter code holds an address")
    if _has_control(code.replace("\n", "").replace("\t", "").replace("\r", "")) or _leaks(code):
        raise NotAcceptedError("starter code holds control characters or instructions")


def _check_text(text: str, what: str, characters: tuple[int, int]) -> None:
    least, most = characters
    if not least <= len(text.strip()) <= most or len(text.split()) > _WORDS_AT_MOST:
        raise NotAcceptedError(f"{what} is too short or too long")
    for stain in _stains(text):
        raise NotAcceptedError(f"{what} holds {stain}")
    if _PRIVATE.search(text):
        raise NotAcceptedError(f"{what} asks for something private")


def _stains(text: str) -> Iterator[str]:
    rules: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("an address", _URL.search),
        ("markup", _MARKUP.search),
        ("a control character", _has_control),
        ("our instructions", _leaks),
    )
    return (stain for stain, found in rules if found(text))


def _has_control(text: str) -> bool:
    """Whether a text has control characters, line breaks, or invisible or direction-changing signs, which hide text."""
    return any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} for sign in text)


def _leaks(text: str) -> bool:
    return bool(_runs(text) & _instruction_runs())


@lru_cache(maxsize=1)
def _instruction_runs() -> frozenset[tuple[str, ...]]:
    return frozenset().union(*(_runs(instruction) for instruction in INSTRUCTIONS))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    return frozenset(tuple(said[first : first + _LEAK_WORDS]) for first in range(len(said) - _LEAK_WORDS + 1))


def _planned(number: int, question: PlannedQuestion, brief: PlanBrief) -> Question:
    is_task = question.round is AiInterviewType.CODING
    return Question(
        id=f"model-{number:02d}",
        round=question.round,
        text=question.text.strip(),
        competency=question.competency,
        expected_points=tuple(point.strip() for point in question.expected_points),
        language=brief.task_language if is_task else None,
        starter_code=question.starter_code if is_task else None,
        time_limit_seconds=stretched(question.time_limit_seconds, brief.extra_time_percent),
        difficulty=question.difficulty,
    )
