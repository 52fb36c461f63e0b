"""Jobs: the list, the form, and one job with its funnel and its slots."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.days import by_day
from functions.console.first_steps import sample_job_id
from functions.console.forms import CONTACT_FIELDS, contact_fields, contact_in, problems_of, without_blanks
from functions.console.messages import Message
from functions.console.paging import position_in, token_of
from greenroom.api.forms import read_form
from greenroom.api.subjects.jobs import CreateJob
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.interview import HiringDecision, InterviewStatus
from greenroom.models.job import CodingLanguage, Job
from greenroom.models.organisation import Role
from greenroom.models.slot import Slot
from greenroom.rules.contacts import answers_for_job
from greenroom.usecases.jobs import change_job, create_job, remove_job
from greenroom.usecases.slots import SlotFilter, list_slots
from greenroom.wording import from_to, isolated, local_day

PATH = "/console/jobs"
ROWS = 25
SLOTS_SHOWN = 50
POSITION = ("job_id",)
FIELDS = ("job_title", "company_name", "job_description", "domain", "coding_language", "decision_days")
LANGUAGES = (("", "None, or what the description says"), *((one.value, one.spoken_name) for one in CodingLanguage))


@dataclass(frozen=True)
class Step:
    """One step of a job's funnel: the number of candidates who reached it, and the address of their list."""

    name: str
    count: int
    href: str


class SlotRow(NamedTuple):
    """A slot on a job's page, in the slot's own time zone."""

    slot: Slot
    day: str
    clock: str


@page(PATH)
def jobs(request: ConsoleRequest) -> Response[str]:
    """Jobs, newest first."""
    position = position_in(request.query.get("cursor"), POSITION)
    found = app.jobs.page(app.jobs.newest_first(request.caller.org_id), limit=ROWS, position=position)
    return show(request, "jobs.html", jobs=found.items, next_cursor=token_of(found.next_position, POSITION))


@page(f"{PATH}/new", role=Role.RECRUITER)
def new_job(request: ConsoleRequest) -> Response[str]:
    """The form of a new job."""
    return _form(request, None, {})


@page(PATH, "POST", role=Role.RECRUITER)
def add_job(request: ConsoleRequest) -> Response[str]:
    """Store a new job. The form has the id, so that a form that is sent twice makes one job."""
    typed = _typed(request)
    try:
        fields = _fields_in(typed)
    except ValidationError as error:
        return _form(request, None, typed, error)
    job_id = request.id_of_new("job_id", "job")
    job = create_job(job_id, fields, by=request.caller, jobs=app.jobs, now=request.now)
    return done(
        request, f"{PATH}/{job.job_id}", Message(f"{isolated(job.job_title)} is there. Next: times for interviews.")
    )


@page(f"{PATH}/<job_id>")
def job(request: ConsoleRequest, job_id: str) -> Response[str]:
    """One job: its funnel, slots and description."""
    found = app.jobs.get(request.caller.org_id, job_id)
    slots = list_slots(
        SlotFilter(job_id, request.now),
        by=request.caller,
        slots=app.slots,
        limit=SLOTS_SHOWN,
        position=None,
        now=request.now,
    )
    days = by_day(map(_slot_row, slots.items))
    return show(
        request,
        "job.html",
        job=found,
        answers=answers_for_job(found, request.organisation.policy),
        funnel=_funnel(request, job_id),
        days=days,
        has_free_seat=any(one.current_bookings < one.max_candidates for one in slots.items)
        or slots.next_position is not None,
        is_sample=job_id == sample_job_id(request.caller.org_id),
    )


@page(f"{PATH}/<job_id>/edit", role=Role.RECRUITER)
def edit_job(request: ConsoleRequest, job_id: str) -> Response[str]:
    """The form to edit a job."""
    found = app.jobs.get(request.caller.org_id, job_id)
    typed = {name: str(getattr(found, name) or "") for name in FIELDS} | contact_fields(found.contact)
    if not found.is_language_chosen:
        # Otherwise saving the form would store the first choice of the list.
        typed["coding_language"] = ""
    return _form(request, found, typed)


@page(f"{PATH}/<job_id>/edit", "POST", role=Role.RECRUITER)
def save_job(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Change a job, unless it was changed since the form was shown."""
    typed = _typed(request)
    before = app.jobs.get(request.caller.org_id, job_id)
    try:
        fields = _fields_in(typed)
        change_job(
            job_id,
            fields,
            by=request.caller,
            jobs=app.jobs,
            interviews=app.interviews,
            schedule=app.schedule,
            links=app.links,
            queue=app.changes_queue,
            expected_version=request.sent_version,
            now=request.now,
        )
    except ValidationError as error:
        return _form(request, before, typed, error)
    except GreenroomError as error:
        return _form(request, before, typed, refused=error)
    return done(request, f"{PATH}/{job_id}", Message(f"{isolated(fields['job_title'])} is saved."))


@page(f"{PATH}/<job_id>/delete", "POST", role=Role.RECRUITER)
def delete_job(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Delete a job without future interviews."""
    found = app.jobs.get(request.caller.org_id, job_id)
    try:
        remove_job(
            job_id,
            by=request.caller,
            jobs=app.jobs,
            interviews=app.interviews,
            queue=app.changes_queue,
            expected_version=None,
            now=request.now,
        )
    except GreenroomError as error:
        return done(request, f"{PATH}/{job_id}", Message(error.message, kind="warn"))
    return done(request, PATH, Message(f"{isolated(found.job_title)} is deleted."))


def _typed(request: ConsoleRequest) -> dict[str, str]:
    return {name: request.sent(name) for name in (*FIELDS, *CONTACT_FIELDS)}


def _fields_in(typed: dict[str, str]) -> dict[str, Any]:
    """The job's fields that the form has; other fields keep their values. Raises ValidationError."""
    said = read_form(CreateJob, without_blanks({name: typed[name] for name in FIELDS}))
    return said.model_dump(include=set(FIELDS)) | {"contact": contact_in(typed)}


def _form(
    request: ConsoleRequest,
    found: Job | None,
    typed: dict[str, str],
    problem: ValidationError | None = None,
    refused: GreenroomError | None = None,
) -> Response[str]:
    return show(
        request,
        "job_form.html",
        status=400 if problem else 412 if refused else 200,
        job=found,
        job_id=found.job_id if found else request.sent("job_id") or new_id("job"),
        typed=typed,
        problems=problems_of(problem),
        refused=refused.message if refused else None,
        languages=LANGUAGES,
    )


def _funnel(request: ConsoleRequest, job_id: str) -> list[Step]:
    org_id = request.caller.org_id
    candidates = sum(1 for _ in app.candidates.entries(app.candidates.newest_first(org_id, job_id=job_id)))
    interviews = list(app.interviews.each(app.interviews.of_job(org_id, job_id)))
    statuses = Counter(one.status for one in interviews)
    decisions = Counter(one.decision.decision for one in interviews if one.decision)
    href, reports = f"/console/candidates?job_id={job_id}", f"/console/reports?job_id={job_id}"
    return [
        Step("Candidates", candidates, href),
        Step("Shortlisted", app.matches.count_shortlisted(org_id, job_id), f"{href}&shortlisted=yes"),
        Step("Booked", statuses[InterviewStatus.SCHEDULED], f"{href}&interview=booked"),
        Step("In progress", statuses[InterviewStatus.IN_PROGRESS], f"{href}&interview=in_progress"),
        Step("Done", statuses[InterviewStatus.COMPLETED], reports),
        Step("Decided", decisions.total(), f"/console/jobs/{job_id}/compare"),
        Step("To hire", decisions[HiringDecision.HIRE], f"/console/jobs/{job_id}/compare"),
        Step("No-show", statuses[InterviewStatus.NO_SHOW], f"{href}&interview=no_show"),
    ]


def _slot_row(slot: Slot) -> SlotRow:
    clock = from_to(slot.starts_at, slot.ends_at, slot.timezone, names_zone=True)
    return SlotRow(slot, local_day(slot.starts_at, slot.timezone), clock)
