"""The page of one candidate: details, gates, the scheduling form, interviews, résumé and timeline."""

from functools import partial
from itertools import islice
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.candidates import PATH, jobs_of
from functions.console.evidence import marked, matches_of
from functions.console.forms import problems_of, without_blanks
from functions.console.matches import KINDS, LEVELS
from functions.console.messages import Message
from functions.console.refusals import told
from functions.console.scheduling import FreeTimeButton, ScheduleForm, free_times, interview_request
from functions.console.states import row_of
from functions.console.timeline import TimelineEntry, timeline_entries_of
from greenroom.api.forms import read_form
from greenroom.api.subjects.candidates import CandidateFields, ChangeCandidate
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.candidate import Candidate
from greenroom.models.interview import InterviewStatus
from greenroom.models.organisation import Role
from greenroom.models.readiness import CheckName
from greenroom.usecases.candidates import change_candidate
from greenroom.usecases.create_interview import create_interview
from greenroom.usecases.gates import read_gates
from greenroom.usecases.list_interviews import all_of_candidate
from greenroom.usecases.own_interviews import may_choose
from greenroom.usecases.profiles import shown_profile
from greenroom.usecases.readiness import readiness
from greenroom.usecases.resumes import is_awaited, shown_resume
from greenroom.usecases.show_interviews import Shown, show_interviews
from greenroom.wording import isolated

FIELDS = (
    "full_name",
    "email",
    "job_id",
    "phone",
    "work_experience",
    "domain",
    "status",
    "timezone",
    "extra_time_percent",
)
INTERVIEWS_SHOWN = 20
NOBODY_ANSWERS = (
    "Nobody is named who answers the candidate, so neither e-mails nor pages ask for a reply. "
    "Name somebody on the job, under Change, or an address for all jobs in the settings."
)
HAPPENINGS_SHOWN = 60


class Typed(NamedTuple):
    """The fields of a refused form, and the reason."""

    fields: dict[str, str]
    problem: GreenroomError


@page(f"{PATH}/<candidate_id>")
def candidate(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """The candidate's page."""
    return candidate_page(request, candidate_id)


def candidate_page(request: ConsoleRequest, candidate_id: str, typed: Typed | None = None) -> Response[str]:
    """The candidate's page. After a refusal, the scheduling form has the fields as they were sent."""
    found = app.candidates.get(request.caller.org_id, candidate_id)
    job_id = (typed.fields.get("job_id") if typed else None) or request.query.get("job_id") or found.job_id
    interviews = list(islice(all_of_candidate(found.org_id, candidate_id, app.interviews), INTERVIEWS_SHOWN))
    zone = request.organisation.policy.timezone
    shown = show_interviews(
        interviews, by=request.caller, sessions=app.sessions, meetings=app.meetings, links=app.links
    )
    rows = [row_of(one, zone, request.now) for one in shown]
    gates = read_gates(
        candidate_id, job_id, by=request.caller, candidates=app.candidates, matches=app.matches, now=request.now
    )
    problem = typed.problem if typed else None
    resume = shown_resume(found.org_id, candidate_id, resumes=app.resumes, now=request.now)
    jobs = jobs_of(request)
    matches = matches_of(request, candidate_id, jobs)
    quotes = [quote for one in matches for finding in one.match.findings for quote in finding.quotes]
    return show(
        request,
        "candidate.html",
        status=409 if problem else 200,
        candidate=found,
        job_id=job_id,
        jobs=jobs,
        gates=gates,
        rows=rows,
        missing={one.interview.interview_id: _missing(request, one) for one in shown},
        is_booked=any(one.status in {InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS} for one in interviews),
        resume=resume,
        resume_text=marked(resume.parsed_text or "", quotes) if resume else [],
        profile=shown_profile(resume) if resume and resume.parsed_text else None,
        matches=matches,
        levels=LEVELS,
        kinds=KINDS,
        is_being_read=is_awaited(resume, request.now),
        resume_id=new_id("res"),
        times=_times(request, found, job_id),
        typed=typed.fields if typed else {},
        problems=problems_of(problem if isinstance(problem, ValidationError) else None),
        refused=told(problem, "Nothing was booked."),
        happenings=_happenings(request, [row.interview.interview_id for row in rows], zone),
        zone=zone,
        interview_id=(typed.fields.get("interview_id") if typed else None) or new_id("int"),
    )


def _missing(request: ConsoleRequest, shown: Shown) -> list[str]:
    """The missing needs of a future interview, without those of its e-mail, which the page shows beside it.

    A missing time is left out while the candidate may choose one.
    """
    found = readiness(shown, schedule=app.schedule, links=app.links, now=request.now)
    checks = found.missing if found else ()
    # The API's sentence names API fields, which members do not know.
    words = {check.name: check.what_to_do for check in checks if check.what_to_do} | {CheckName.CONTACT: NOBODY_ANSWERS}
    unsaid = {CheckName.INVITATION} | ({CheckName.TIME} if may_choose(shown.interview, request.now) else set())
    return [words[check.name] for check in checks if check.what_to_do and check.name not in unsaid]


@page(f"{PATH}/<candidate_id>/schedule", "POST", role=Role.RECRUITER)
def schedule(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Make an interview and book it. The form has the id, so that a form that is sent twice books one interview."""
    typed = {name: request.sent(name) for name in (*ScheduleForm.model_fields, "interview_id")}
    try:
        form = read_form(ScheduleForm, without_blanks({name: typed[name] for name in ScheduleForm.model_fields}))
        asked = interview_request(form, candidate_id, request.organisation.policy.timezone)
        interview = create_interview(
            request.id_of_new("interview_id", "int"),
            asked,
            by=request.caller,
            schedule=app.schedule,
            connected=app.connected_providers,
            now=request.now,
        )
    except GreenroomError as error:
        return candidate_page(request, candidate_id, Typed(typed, error))
    words = f"{isolated(interview.candidate_name)} is booked. The invitation is on its way."
    return done(request, f"{PATH}/{candidate_id}", Message(words))


@page(f"{PATH}/<candidate_id>/edit", role=Role.RECRUITER)
def edit_candidate(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """The form to edit a candidate."""
    found = app.candidates.get(request.caller.org_id, candidate_id)
    fields = {name: str(value) if (value := getattr(found, name)) is not None else "" for name in FIELDS}
    return _form(request, found, fields)


@page(f"{PATH}/<candidate_id>/edit", "POST", role=Role.RECRUITER)
def save_candidate(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Change a candidate, unless it was changed since the form was shown."""
    before = app.candidates.get(request.caller.org_id, candidate_id)
    typed = {name: request.sent(name) for name in FIELDS}
    try:
        fields = read_form(ChangeCandidate, without_blanks(typed)).sent() | _emptied(typed)
        change_candidate(
            candidate_id,
            fields,
            by=request.caller,
            candidates=app.candidates,
            jobs=app.jobs,
            interviews=app.interviews,
            schedule=app.schedule,
            links=app.links,
            expected_version=request.sent_version,
            now=request.now,
        )
    except GreenroomError as error:
        return _form(request, before, typed, error)
    return done(request, f"{PATH}/{candidate_id}", Message(f"{isolated(str(fields['full_name']))} is saved."))


def _emptied(typed: dict[str, str]) -> dict[str, object]:
    """The defaults of the fields that were emptied. Name and address cannot be emptied."""
    defaults = {name: field.default for name, field in CandidateFields.model_fields.items() if not field.is_required()}
    return {name: defaults[name] for name, value in typed.items() if not value and name in defaults}


def _form(
    request: ConsoleRequest, found: Candidate, typed: dict[str, str], problem: GreenroomError | None = None
) -> Response[str]:
    is_wrong = isinstance(problem, ValidationError)
    return show(
        request,
        "candidate_edit.html",
        status=200 if problem is None else 400 if is_wrong else 412,
        candidate=found,
        typed=typed,
        problems=problems_of(problem if isinstance(problem, ValidationError) else None),
        refused=problem.message if problem and not is_wrong else None,
        jobs=[("", "No job"), *((job.job_id, job.job_title) for job in jobs_of(request))],
    )


def _times(request: ConsoleRequest, found: Candidate, job_id: str | None) -> list[tuple[str, list[FreeTimeButton]]]:
    if job_id is None or not request.allows(Role.RECRUITER):
        return []
    return free_times(job_id, found, by=request.caller, slots=app.slots, now=request.now)


def _happenings(request: ConsoleRequest, interview_ids: list[str], zone: str) -> list[TimelineEntry]:
    """The log entries of all of the candidate's interviews, newest first: one query per interview."""
    told = partial(timeline_entries_of, zone=zone)
    found = [
        one for interview_id in interview_ids for one in told(app.interviews.log(request.caller.org_id, interview_id))
    ]
    # Entries of one request have the same time. They come in the order of its steps, which the stable sort keeps.
    return sorted(found, key=lambda one: one.at)[::-1][:HAPPENINGS_SHOWN]
