"""The form of a job's requirements: derived from the description, or edited."""

import json
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.messages import Message
from greenroom.api.answers import validation_error
from greenroom.api.subjects.matches import ReplaceRequirements
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.organisation import Role
from greenroom.models.requirement import MOST_REQUIREMENTS, Requirement, RequirementKind
from greenroom.usecases.requirements import read_requirements, replace_requirements

PATH = "/console/jobs/<job_id>/requirements"
MORE = 3
KINDS = [
    (RequirementKind.MUST.value, "Required"),
    (RequirementKind.YEARS.value, "Required, for years"),
    (RequirementKind.NICE.value, "Nice to have"),
]


class RequirementLine(NamedTuple):
    """A requirement as the form holds it."""

    requirement: str = ""
    kind: str = RequirementKind.MUST.value
    years: str = ""
    job_quote: str | None = None


@page(PATH, role=Role.RECRUITER)
def requirements_form(request: ConsoleRequest, job_id: str) -> Response[str]:
    """The form with the present requirements."""
    found = read_requirements(job_id, by=request.caller, jobs=app.jobs, stored=app.job_requirements)
    return _page(request, job_id, [_line(one) for one in found.requirements], str(found.version))


@page(PATH, "POST", role=Role.RECRUITER)
def save_requirements(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Replace all requirements, unless they were changed since the form was shown. A line without a name is left
    out."""
    parts = [request.form.get(name, []) for name in ("requirement", "kind", "years")]
    lines = [RequirementLine(name.strip(), kind, years.strip()) for name, kind, years in zip(*parts, strict=False)]
    wanted = [line for line in lines if line.requirement][: MOST_REQUIREMENTS + 1]
    version = request.sent("version")
    try:
        replace_requirements(
            job_id,
            [one.as_requirement() for one in _checked(wanted).requirements],
            by=request.caller,
            jobs=app.jobs,
            stored=app.job_requirements,
            expected_version=request.sent_version,
            now=request.now,
        )
    except GreenroomError as error:
        return _page(request, job_id, wanted, version, error)
    words = "The requirements are saved. Earlier scores are out of date until you compare again."
    return done(request, f"/console/jobs/{job_id}/matches", Message(words))


def _checked(lines: list[RequirementLine]) -> ReplaceRequirements:
    sent: list[dict[str, str | int]] = []
    for line in lines:
        years = int(line.years) if line.years.isascii() and line.years.isdigit() else line.years
        one: dict[str, str | int] = {"requirement": line.requirement, "kind": line.kind}
        sent.append(one | {"years": years} if years else one)
    try:
        return ReplaceRequirements.model_validate_json(json.dumps({"requirements": sent}))
    except PydanticError as error:
        raise validation_error(error, ReplaceRequirements) from error


def _line(one: Requirement) -> RequirementLine:
    return RequirementLine(one.requirement, one.kind.value, str(one.years or ""), one.job_quote)


def _page(
    request: ConsoleRequest,
    job_id: str,
    lines: list[RequirementLine],
    version: str,
    problem: GreenroomError | None = None,
) -> Response[str]:
    is_wrong = isinstance(problem, ValidationError)
    job = app.jobs.get(request.caller.org_id, job_id)
    return show(
        request,
        "requirements.html",
        status=200 if problem is None else 400 if is_wrong else 412,
        job=job,
        lines=[*lines, *([RequirementLine()] * MORE)][:MOST_REQUIREMENTS],
        version=version,
        kinds=KINDS,
        problem=_words(problem) if problem else None,
    )


def _words(problem: GreenroomError) -> str:
    """A problem in words, with the number of its line, counted from 1."""
    for detail in problem.details:
        parts = detail.field.split(".")
        if len(parts) > 1 and parts[1].isdigit():
            return f"Line {int(parts[1]) + 1}: {detail.message.rpartition(': ')[2]}."
    return problem.message
