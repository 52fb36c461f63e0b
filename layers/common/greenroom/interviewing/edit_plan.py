"""A recruiter's changes to a plan: replace, order and lock questions, and keep the locked ones in a new plan."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

from greenroom.errors import FieldProblem, ValidationError
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.plan import InterviewPlan, Question, id_of_own
from greenroom.models.slot import AiInterviewType

USUAL_SECONDS = 180
USUAL_DIFFICULTY = 2


class WantedQuestion(NamedTuple):
    """A question as a recruiter wants it: a question of the plan, by its id, with changes, or a new question."""

    id: str | None
    changes: Mapping[str, Any]
    """The new values of a `Question`, by field."""


def own_id(text: str) -> str:
    """The id of a recruiter's own question. The same words always get the same id."""
    return f"own-{blake2b(text.encode(), digest_size=6).hexdigest()}"


def edited(
    plan: InterviewPlan,
    wanted: Sequence[WantedQuestion],
    *,
    lasts: timedelta,
    weights: Mapping[Competency, int] | None = None,
) -> InterviewPlan:
    """The plan with these questions, in this order, and with these weights of criteria, if any are given.
    A repetition changes nothing.

    Raises ValidationError for an unknown id, a repeated one, a task before a spoken question, more questions than fit,
    or the weight of a criterion that no question is about.
    """
    questions = tuple(_question(number, one, plan) for number, one in enumerate(wanted))
    _refuse_wrong_order(questions)
    _refuse_too_long(questions, lasts)
    asked_about = {question.competency for question in questions}
    if weights is None:
        weights = {criterion: weight for criterion, weight in plan.weights.items() if criterion in asked_about}
    _refuse_other_criteria(weights, asked_about)
    after = plan.model_copy(update={"questions": questions, "weights": dict(weights)})
    if (after.questions, after.criteria) == (plan.questions, plan.criteria):
        return plan
    return after.model_copy(update={"is_edited": True, "version": plan.version + 1})


def with_locked(plan: InterviewPlan, before: InterviewPlan | None) -> InterviewPlan:
    """A plan that was made again, such as after a move, with the locked questions of `before` in their places."""
    if before is not None and before.weights:
        plan = plan.model_copy(update={"weights": {**plan.weights, **before.weights}})
    locked = [(at, question) for at, question in enumerate(before.questions) if question.locked] if before else []
    if not locked:
        return plan
    questions: list[Question] = []
    for round_ in (AiInterviewType.TECHNICAL, AiInterviewType.CODING):
        kept = [(at, question) for at, question in locked if question.round is round_]
        names = {question.id for _, question in kept}
        new = [question for question in plan.questions if question.round is round_]
        fresh = [question for question in new if question.id not in names]
        # The last new question closes the interview, so the new ones before it are left out first.
        room = max(0, len(new) - len(kept))
        part = [*fresh[: max(0, room - 1)], *fresh[-1:]] if room else []
        for at, question in kept:
            part.insert(min(at, len(part)), question)
        questions += part
    return plan.model_copy(update={"questions": tuple(questions), "is_edited": True})


def _question(number: int, wanted: WantedQuestion, plan: InterviewPlan) -> Question:
    there = plan.question(wanted.id) if wanted.id else None
    if wanted.id and there is None:
        raise _wrong(number, "id", "is not a question of this plan; leave it out for a new question")
    if there is not None:
        question = there.model_copy(update=wanted.changes)
    elif "text" not in wanted.changes:
        raise _wrong(number, "text", "is required for a new question")
    else:
        usual = {
            "id": id_of_own(own_id(wanted.changes["text"]), plan.seed),
            "round": AiInterviewType.TECHNICAL,
            "competency": Competency.EXPERIENCE,
            "expected_points": (),
            "time_limit_seconds": USUAL_SECONDS,
            "difficulty": USUAL_DIFFICULTY,
        }
        question = Question.model_validate({**usual, **wanted.changes})
    is_task = question.round is AiInterviewType.CODING
    if is_task != (question.language is not None):
        raise _wrong(number, "language", "belongs to every coding task, and to no spoken question")
    return question


def _refuse_wrong_order(questions: Sequence[Question]) -> None:
    seen: set[str] = set()
    is_coding = False
    for number, question in enumerate(questions):
        if question.id in seen:
            raise _wrong(number, "id", "stands twice in the plan")
        seen.add(question.id)
        if is_coding and question.round is AiInterviewType.TECHNICAL:
            raise _wrong(number, "round", "is TECHNICAL after a coding task; spoken questions come first")
        is_coding = question.round is AiInterviewType.CODING


def _refuse_other_criteria(weights: Mapping[Competency, int], asked_about: set[Competency]) -> None:
    for criterion in weights:
        if criterion not in asked_about:
            message = f"weights.{criterion} is about nothing that is asked: {', '.join(sorted(asked_about))}"
            raise ValidationError(f"{message}.", details=(FieldProblem(f"weights.{criterion}", message),))


def _refuse_too_long(questions: Sequence[Question], lasts: timedelta) -> None:
    needed = sum(question.time_limit_seconds for question in questions)
    if needed > lasts.total_seconds():
        minutes = int(lasts.total_seconds() // 60)
        message = f"questions take {-(-needed // 60)} minutes together, and the interview has {minutes}"
        raise ValidationError(f"{message}.", details=(FieldProblem("questions", message),))


def _wrong(number: int, field: str, what: str) -> ValidationError:
    name = f"questions.{number}.{field}"
    return ValidationError(f"{name} {what}.", details=(FieldProblem(name, f"{name} {what}"),))
