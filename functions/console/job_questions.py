"""A job's own questions: asked first, in this order, in each AI interview for it; how many, and for how long."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of
from functions.console.messages import Message
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE, validation_error
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.organisation import Role

PATH = "/console/jobs/<job_id>/questions"
EMPTY_ROWS = 2
SETTINGS = ("number_of_questions", "minutes_per_question")
ROW_FIELDS = ("text", "competency", "expected_points", "minutes")

type QuestionRow = dict[str, str]


@page(PATH)
def job_questions(request: ConsoleRequest, job_id: str) -> Response[str]:
    """The questions of a job, with the form that sets them for members who may."""
    # What questions are made of is loaded for who writes some, and for no other page.
    from greenroom.usecases.job_questions import read_job_questions  # noqa: PLC0415

    found = read_job_questions(job_id, by=request.caller, jobs=app.jobs)
    rows = [
        {
            "text": one.text,
            "competency": one.competency.value,
            "expected_points": "\n".join(one.expected_points),
            "minutes": f"{one.time_limit_seconds / 60:g}",
        }
        for one in found.questions
    ]
    typed = {name: str(getattr(found, name) or "") for name in SETTINGS}
    return _form(request, job_id, rows, typed, found.version)


@page(PATH, "POST", role=Role.RECRUITER)
def save_job_questions(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Set all questions, unless they were changed since the form was shown. A question without words is left out."""
    from greenroom.api.subjects.job_questions import SetJobQuestions  # noqa: PLC0415
    from greenroom.usecases.job_questions import set_job_questions  # noqa: PLC0415

    version = int(request.sent("version")) if request.sent("version").isdigit() else 0
    rows, typed = _rows_sent(request), {name: request.sent(name) for name in SETTINGS}
    try:
        fields: dict[str, Any] = {name: _whole(value) for name, value in typed.items() if value}
        sent = SetJobQuestions.model_validate_json(json.dumps(fields | {"questions": list(map(_question, rows))}))
        set_job_questions(
            job_id, sent.as_fields(), by=request.caller, jobs=app.jobs, expected_version=version, now=request.now
        )
    except PydanticError as error:
        return _form(request, job_id, rows, typed, version, validation_error(error, SetJobQuestions))
    except GreenroomError as error:
        return _form(request, job_id, rows, typed, version, error)
    count = len(sent.questions)
    words = f"{count} question{'' if count == 1 else 's'} of your own. Interviews that are booked from now on ask them."
    return done(request, f"/console/jobs/{job_id}", Message(words if count else "No questions of your own are set."))


def _rows_sent(request: ConsoleRequest) -> list[QuestionRow]:
    columns = {name: request.form.get(name, []) for name in ROW_FIELDS}
    rows = [
        {name: values[number].strip() if number < len(values) else "" for name, values in columns.items()}
        for number in range(len(columns["text"]))
    ]
    return [row for row in rows if row["text"]]


def _question(row: QuestionRow) -> dict[str, Any]:
    points = [line.strip() for line in row["expected_points"].splitlines() if line.strip()]
    question: dict[str, Any] = {"text": row["text"], "expected_points": points}
    if row["competency"]:
        question["competency"] = row["competency"]
    if row["minutes"]:
        question["time_limit_seconds"] = _seconds(row["minutes"])
    return question


def _seconds(minutes: str) -> int | str:
    """The form's minutes as seconds; other texts stay, for the model to refuse."""
    try:
        return round(float(minutes) * 60)
    except (ValueError, OverflowError):
        return minutes


def _whole(typed: str) -> int | str:
    return int(typed) if typed.isdecimal() else typed


def _form(
    request: ConsoleRequest,
    job_id: str,
    rows: list[QuestionRow],
    typed: dict[str, str],
    version: int,
    refused: GreenroomError | None = None,
) -> Response[str]:
    from greenroom.api.subjects.job_questions import MOST_OWN  # noqa: PLC0415
    from greenroom.interviewing.bank import Competency  # noqa: PLC0415

    empty: list[QuestionRow] = [dict.fromkeys(ROW_FIELDS, "") for _ in range(EMPTY_ROWS)]
    problems = problems_of(refused if isinstance(refused, ValidationError) else None)
    return show(
        request,
        "job_questions.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        job=app.jobs.get(request.caller.org_id, job_id),
        rows=[*rows, *empty][:MOST_OWN],
        most=MOST_OWN,
        typed=typed,
        version=version,
        competencies=[(one.value, one.value.replace("_", " ").capitalize()) for one in Competency],
        refused=told(refused),
        problems=problems,
        wrong_rows={name.split(".")[1]: words for name, words in problems.items() if name.startswith("questions.")},
    )
