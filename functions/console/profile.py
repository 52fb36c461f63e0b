"""A candidate's profile: the facts of the newest résumé, and the form to correct them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.candidates import PATH
from functions.console.messages import Message
from greenroom.api.answers import validation_error
from greenroom.api.subjects.profiles import ChangeProfile
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.organisation import Role
from greenroom.models.profile import Found, Profile
from greenroom.usecases.profiles import ShownProfile, change_profile, read_profile

LISTS = {
    "emails": "E-mail addresses",
    "phones": "Phone numbers",
    "links": "Links",
    "skills": "Skills",
    "education": "Education",
}
"""Fields that have one value in each line."""
NAMES = {"name": "Name", **LISTS, "jobs": "Jobs", "languages": "Languages"}
MORE_JOBS = 2
MOST_JOBS = 30


class JobLine(NamedTuple):
    """A job in the form."""

    position: str = ""
    employer: str = ""
    starts: str = ""
    ends: str = ""


class ProfileForm(NamedTuple):
    """The values of the form's fields."""

    name: str
    lists: dict[str, str]
    languages: str
    jobs: list[JobLine]

    def fields(self) -> dict[str, Any]:
        """Convert to the fields of the API's request."""
        jobs = [
            {"titles": [title for title in (one.position, one.employer) if title], "starts": one.starts}
            | {"ends": one.ends or None}
            for one in self.jobs
            if one != JobLine()
        ]
        spoken = [line.partition(":") for line in _lines(self.languages)]
        languages = [{"language": name.strip(), "level": level.strip() or None} for name, _, level in spoken]
        return {
            "name": self.name or None,
            **{name: _lines(text) for name, text in self.lists.items()},
            "jobs": jobs,
            "languages": languages,
        }


@page(f"{PATH}/<candidate_id>/profile", role=Role.RECRUITER)
def profile_form(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """The form with the present profile."""
    shown = _shown(request, candidate_id)
    return _page(request, candidate_id, shown, _form_of(shown.profile))


@page(f"{PATH}/<candidate_id>/profile", "POST", role=Role.RECRUITER)
def save_profile(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Store only the fields that were changed. A ticked field gets the résumé's value again."""
    shown, form = _shown(request, candidate_id), _sent_form(request)
    before = _form_of(shown.profile).fields()
    changed = {name: value for name, value in form.fields().items() if value != before[name]}
    restored = {name: None for name in shown.edited if request.sent(f"restore_{name}")}
    try:
        change_profile(
            candidate_id,
            _checked(changed | restored),
            by=request.caller,
            candidates=app.candidates,
            resumes=app.resumes,
            expected_version=request.sent_version,
            now=request.now,
        )
    except GreenroomError as error:
        return _page(request, candidate_id, shown, form, error)
    return done(request, f"{PATH}/{candidate_id}", Message("The profile is saved."))


def _shown(request: ConsoleRequest, candidate_id: str) -> ShownProfile:
    return read_profile(
        candidate_id, by=request.caller, candidates=app.candidates, resumes=app.resumes, now=request.now
    )


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    try:
        return ChangeProfile.model_validate_json(json.dumps(fields)).sent()
    except PydanticError as error:
        raise validation_error(error, ChangeProfile) from error


def _form_of(profile: Profile) -> ProfileForm:
    lists: dict[str, Iterable[str]] = {
        "emails": _values(profile.emails),
        "phones": _values(profile.phones),
        "links": _values(profile.links),
        "skills": [one.skill for one in profile.skills],
        "education": _values(profile.education),
    }
    languages = [f"{one.language}: {one.level.value}" if one.level else one.language for one in profile.languages]
    jobs = [JobLine(*_two(_values(job.titles)), job.starts, job.ends or "") for job in profile.jobs]
    name = profile.name.value if profile.name else ""
    return ProfileForm(name, {key: "\n".join(value) for key, value in lists.items()}, "\n".join(languages), jobs)


def _sent_form(request: ConsoleRequest) -> ProfileForm:
    parts = [request.form.get(f"job_{part}", []) for part in ("position", "employer", "starts", "ends")]
    jobs = [JobLine(*(value.strip() for value in values)) for values in zip(*parts, strict=False)]
    return ProfileForm(
        name=request.sent("name"),
        lists={name: request.sent(name).replace("\r\n", "\n") for name in LISTS},
        languages=request.sent("languages").replace("\r\n", "\n"),
        jobs=[job for job in jobs if job != JobLine()][:MOST_JOBS],
    )


def _page(
    request: ConsoleRequest,
    candidate_id: str,
    shown: ShownProfile,
    form: ProfileForm,
    problem: GreenroomError | None = None,
) -> Response[str]:
    is_wrong = isinstance(problem, ValidationError)
    problems: dict[str, str] = {}
    for detail in problem.details if problem else ():
        problems.setdefault(detail.field.split(".")[0].split("[")[0], detail.message)
    return show(
        request,
        "profile_form.html",
        status=200 if problem is None else 400 if is_wrong else 412,
        candidate=app.candidates.get(request.caller.org_id, candidate_id),
        shown=shown,
        form=form,
        lists=LISTS,
        names=NAMES,
        job_lines=[*form.jobs, *([JobLine()] * MORE_JOBS)],
        problems=problems,
        refused=problem.message if problem and not is_wrong else None,
    )


def _values(found: Iterable[Found]) -> list[str]:
    return [one.value for one in found]


def _two(titles: Sequence[str]) -> tuple[str, str]:
    return (titles[0] if titles else "", titles[1] if len(titles) > 1 else "")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
