"""A job's own questions, which each AI interview asks first and in this order, with their number, time and weights."""

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of
from functions.console.messages import Message
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE, validation_error
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.organisation import Role

if TYPE_CHECKING:
    from functions.console.question_rows import QuestionRow
    from greenroom.interviewing.job_questions import JobQuestions

PATH = "/console/jobs/<job_id>/questions"
EMPTY_ROWS = 2
SETTINGS = ("number_of_questions", "minutes_per_question")


class JobForm(NamedTuple):
    """The form's fields, from the stored questions or from the request that was refused."""

    rows: list["QuestionRow"]
    typed: dict[str, str]
    weights: dict[str, Any]
    version: int
    refused: GreenroomError | None = None
    arranged: bool = False


@page(PATH)
def job_questions(request: ConsoleRequest, job_id: str) -> Response[str]:
    """The questions of a job, with the form that sets them for members who may."""
    # Imported here, because few pages need the models of questions.
    from greenroom.usecases.job_questions import read_job_questions  # noqa: PLC0415

    return _form(request, job_id, _stored(read_job_questions(job_id, by=request.caller, jobs=app.jobs)))


@page(PATH, "POST", role=Role.RECRUITER)
def save_job_questions(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Replace the questions and settings, unless they were changed since the form was shown. A button of a row only
    rearranges the form. A question without a text is left out."""
    from functions.console.question_rows import (  # noqa: PLC0415
        arranged,
        filled,
        question_in,
        rows_sent,
        weights_sent,
    )
    from greenroom.api.subjects.job_questions import SetJobQuestions  # noqa: PLC0415
    from greenroom.usecases.job_questions import set_job_questions  # noqa: PLC0415

    rows, weights, version = rows_sent(request), weights_sent(request), request.sent_version
    typed = {name: request.sent(name) for name in SETTINGS}
    after = arranged(rows, request.sent("press"))
    if after is not None:
        return _form(request, job_id, JobForm(filled(after), typed, weights, version, arranged=True))
    rows = filled(rows)
    fields: dict[str, Any] = {name: _whole(value) for name, value in typed.items() if value}
    fields |= {"questions": list(map(question_in, rows)), "weights": weights}
    try:
        sent = SetJobQuestions.model_validate_json(json.dumps(fields))
        set_job_questions(
            job_id, sent.as_fields(), by=request.caller, jobs=app.jobs, expected_version=version, now=request.now
        )
    except PydanticError as error:
        refused: GreenroomError = validation_error(error, SetJobQuestions)
    except GreenroomError as error:
        refused = error
    else:
        count = len(sent.questions)
        words = (
            f"{count} question{'' if count == 1 else 's'} of your own. Interviews that are booked from now on ask them."
        )
        return done(
            request, f"/console/jobs/{job_id}", Message(words if count else "No questions of your own are set.")
        )
    return _form(request, job_id, JobForm(rows, typed, weights, version, refused))


def _stored(found: "JobQuestions") -> JobForm:
    from functions.console.question_rows import FIELDS, minutes_of  # noqa: PLC0415

    rows = [
        dict.fromkeys(FIELDS, "")
        | {
            "key": one.id,
            "text": one.text,
            "competency": one.competency.value,
            "expected_points": "\n".join(one.expected_points),
            "minutes": minutes_of(one.time_limit_seconds),
        }
        for one in found.questions
    ]
    typed = {name: str(getattr(found, name) or "") for name in SETTINGS}
    return JobForm(rows, typed, {one.value: weight for one, weight in found.weights.items()}, found.version)


def _whole(typed: str) -> int | str:
    return int(typed) if typed.isdecimal() else typed


def _form(request: ConsoleRequest, job_id: str, form: JobForm) -> Response[str]:
    from functions.console.question_rows import WEIGHT_WORDS, criteria, filled, with_empty  # noqa: PLC0415
    from greenroom.api.subjects.job_questions import MOST_OWN  # noqa: PLC0415

    refused = form.refused
    problems = problems_of(refused if isinstance(refused, ValidationError) else None)
    return show(
        request,
        "job_questions.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        job=app.jobs.get(request.caller.org_id, job_id),
        rows=with_empty(form.rows, EMPTY_ROWS, MOST_OWN),
        asked=filled(form.rows),
        most=MOST_OWN,
        typed=form.typed,
        weights=form.weights,
        weight_choices=WEIGHT_WORDS,
        version=form.version,
        criteria=criteria(),
        refused=told(refused),
        arranged=form.arranged,
        problems=problems,
        wrong_rows={name.split(".")[1]: words for name, words in problems.items() if name.startswith("questions.")},
    )
