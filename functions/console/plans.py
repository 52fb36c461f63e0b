"""The questions of one AI interview, which can be replaced, reordered and locked until it begins."""

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of
from functions.console.interviews import PATH as INTERVIEWS
from functions.console.interviews import interview_row
from functions.console.messages import Message
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE, validation_error
from greenroom.errors import GreenroomError, InvalidStateError, ValidationError
from greenroom.models.job import CodingLanguage
from greenroom.models.organisation import Role

if TYPE_CHECKING:
    from functions.console.question_rows import QuestionRow
    from greenroom.interviewing.plan import Question
    from greenroom.usecases.interview_plans import PlanOfInterview

PATH = f"{INTERVIEWS}/<interview_id>/plan"
EMPTY_ROWS = 1


class SentPlan(NamedTuple):
    """A form that is shown again after a refusal or after a row's button."""

    rows: list["QuestionRow"]
    weights: dict[str, Any]
    version: int
    refused: GreenroomError | None = None


@page(PATH)
def plan(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """The questions of an AI interview, in a form for members who may change them."""
    return _page(request, interview_id, None)


@page(PATH, "POST", role=Role.RECRUITER)
def save_plan(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Save all questions in their order. A button of a row only rearranges the form."""
    # Imported here, because only this page needs it.
    from functions.console.question_rows import arranged, filled, rows_sent, weights_sent  # noqa: PLC0415
    from greenroom.api.subjects.interview_plans import ChangePlan  # noqa: PLC0415
    from greenroom.usecases.interview_plans import change_plan  # noqa: PLC0415

    rows, weights = rows_sent(request), weights_sent(request)
    after = arranged(rows, request.sent("press"))
    if after is not None:
        return _page(request, interview_id, SentPlan(filled(after), weights, request.sent_version))
    rows = filled(rows)
    asked_about = {row["competency"] for row in rows}
    weights = {criterion: weight for criterion, weight in weights.items() if criterion in asked_about}
    try:
        sent = ChangePlan.model_validate_json(
            json.dumps({"questions": [_wanted(row) for row in rows], "weights": weights})
        )
        change_plan(
            interview_id,
            [question.as_wanted() for question in sent.questions],
            weights=sent.weights,
            by=request.caller,
            interviews=app.interviews,
            ai_interviews=app.ai_interviews,
            links=app.links,
            expected_version=request.sent_version,
            now=request.now,
        )
    except PydanticError as error:
        refused: GreenroomError = validation_error(error, ChangePlan)
    except GreenroomError as error:
        refused = error
    else:
        return done(request, request.path, Message("The questions are saved. The candidate is asked these."))
    return _page(request, interview_id, SentPlan(rows, weights, request.sent_version, refused))


def _wanted(row: "QuestionRow") -> dict[str, Any]:
    from functions.console.question_rows import LOCKED, question_in  # noqa: PLC0415

    wanted = question_in(row) | {"locked": bool(row[LOCKED])}
    if row["id"]:
        wanted["id"] = row["id"]
    elif row["language"]:
        wanted |= {"round": "CODING", "language": row["language"]}
    if row["language"] and row["starter_code"]:
        wanted["starter_code"] = row["starter_code"]
    return wanted


def _page(request: ConsoleRequest, interview_id: str, sent: SentPlan | None) -> Response[str]:
    from greenroom.usecases.interview_plans import read_plan  # noqa: PLC0415

    try:
        found = read_plan(
            interview_id, by=request.caller, interviews=app.interviews, ai_interviews=app.ai_interviews, links=app.links
        )
    except InvalidStateError:
        interview = app.interviews.get(request.caller.org_id, interview_id)
        return show(request, "plan.html", row=interview_row(request, interview), plan=None)
    refused = sent.refused if sent else None
    problems = problems_of(refused if isinstance(refused, ValidationError) else None)
    return show(
        request,
        "plan.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        row=interview_row(request, found.interview),
        refused=told(refused),
        arranged=sent is not None and refused is None,
        problems=problems,
        wrong_rows={name.split(".")[1]: words for name, words in problems.items() if name.startswith("questions.")},
        **_shown(found, sent),
    )


def _shown(found: "PlanOfInterview", sent: SentPlan | None) -> dict[str, Any]:
    from functions.console.question_rows import (  # noqa: PLC0415
        WEIGHT_WORDS,
        criteria,
        criterion_words,
        minutes_of,
        with_empty,
    )
    from greenroom.api.subjects.interview_plans import language_note  # noqa: PLC0415
    from greenroom.api.subjects.job_questions import MOST_QUESTIONS  # noqa: PLC0415

    plan, interview = found.plan, found.interview
    asked = [question.competency for question in plan.questions]
    lasts = interview.ends_at - interview.started_at if interview.started_at and interview.ends_at else None
    rows = sent.rows if sent else [_row(question) for question in plan.questions]
    has_tasks = any(question.language for question in plan.questions)
    return {
        "plan": plan,
        "is_open": found.is_open,
        "version": sent.version if sent else plan.version,
        "minutes": -(-plan.total_seconds // 60),
        "lasts": int(lasts.total_seconds() // 60) if lasts else "?",
        "note": language_note(found),
        "rows": with_empty(rows, EMPTY_ROWS, MOST_QUESTIONS),
        "criteria": criteria(),
        "named": {one: criterion_words(one) for one in asked},
        "asked_about": [(one.value, criterion_words(one)) for one in plan.criteria],
        "counts": {one.value: asked.count(one) for one in asked},
        "weights": sent.weights if sent else {one.value: weight for one, weight in plan.weights.items()},
        "weight_choices": WEIGHT_WORDS,
        "tasks": [(one.value, one.spoken_name) for one in CodingLanguage] if has_tasks else [],
        "minutes_of": minutes_of,
    }


def _row(question: "Question") -> "QuestionRow":
    from functions.console.question_rows import minutes_of  # noqa: PLC0415

    return {
        "key": question.id,
        "id": question.id,
        "text": question.text,
        "competency": question.competency.value,
        "expected_points": "\n".join(question.expected_points),
        "minutes": minutes_of(question.time_limit_seconds),
        "language": question.language.value if question.language else "",
        "starter_code": question.starter_code or "",
        "locked": "yes" if question.locked else "",
    }
