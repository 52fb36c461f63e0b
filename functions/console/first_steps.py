"""The first day of an organisation: four steps that lead to a booking, and sample data that one press adds or
removes."""

from datetime import time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import HOME, ConsoleRequest, app, done, page
from functions.console.messages import Message
from greenroom.clock import zone as zone_of
from greenroom.errors import GreenroomError, NotFoundError
from greenroom.models.organisation import Role
from greenroom.models.slot import AiInterviewType
from greenroom.usecases.candidates import create_candidate
from greenroom.usecases.erasure import erase_candidate
from greenroom.usecases.jobs import create_job, remove_job
from greenroom.usecases.slots import SlotRequest, close_slot, create_slots

if TYPE_CHECKING:
    from greenroom.adapters.collection import Collection, Listing
    from greenroom.models.entity import Entity

PATH = "/console/sample"
DAYS = 3
SAMPLE_JOB = {
    "job_title": "Sample: nurse in intensive care",
    "company_name": "Sample hospital",
    "job_description": "Care for patients in intensive care, work in shifts, and talk with families.",
    "domain": "Care",
    "coding_language": None,
}
SAMPLE_PEOPLE = ("Sample: Asha Rao", "Sample: María José Ñandú")


class FirstStep(NamedTuple):
    """One of the steps that lead to a booking."""

    name: str
    words: str
    href: str
    is_done: bool


def first_steps(request: ConsoleRequest) -> list[FirstStep]:
    """The first steps, each done or open, by four reads of one item each. They are shown until the first booking."""
    org_id = request.caller.org_id
    has_job = _has_any(app.jobs, app.jobs.newest_first(org_id))
    has_slot = _has_any(app.slots, app.slots.soonest_first(org_id, since=request.now))
    has_candidate = _has_any(app.candidates, app.candidates.newest_first(org_id))
    return [
        FirstStep("Make a job", "What the interviews are about.", "/console/jobs/new", has_job),
        FirstStep("Open times", "When candidates can be interviewed.", "/console/calendar", has_slot),
        FirstStep("Add a candidate", "Somebody to interview.", "/console/candidates/new", has_candidate),
        FirstStep(
            "Book the first interview",
            "Shortlist the candidate, enable the interview, choose a time. The invitation goes out by itself.",
            "/console/candidates",
            is_done=False,
        ),
    ]


def _has_any[E: "Entity"](collection: "Collection[E]", listing: "Listing") -> bool:
    return bool(collection.page(listing, limit=1, position=None).items)


def sample_job_id(org_id: str) -> str:
    """The id of the organisation's sample job, which is always the same. It sorts after all other jobs."""
    return f"job_0sample{org_id.removeprefix('org_')}"


def _sample_ids(org_id: str, prefix: str) -> list[str]:
    tail = org_id.removeprefix("org_")
    return [f"{prefix}_0sample{tail}{number:02d}" for number in range(max(DAYS, len(SAMPLE_PEOPLE)))]


@page(PATH, "POST", role=Role.RECRUITER)
def make_sample(request: ConsoleRequest) -> Response[str]:
    """Make a job, two candidates and slots on the next three days. The candidates' e-mails go to the member who
    asked."""
    by, now, zone = request.caller, request.now, request.organisation.policy.timezone
    job = create_job(sample_job_id(by.org_id), SAMPLE_JOB, by=by, jobs=app.jobs, now=now)
    local, _, domain = request.member.email.partition("@")
    for number, (name, candidate_id) in enumerate(
        zip(SAMPLE_PEOPLE, _sample_ids(by.org_id, "cand"), strict=False), start=1
    ):
        fields = {"full_name": name, "email": f"{local}+sample{number}@{domain}", "job_id": job.job_id}
        create_candidate(candidate_id, fields, by=by, candidates=app.candidates, jobs=app.jobs, now=now)
    today = now.astimezone(zone_of(zone)).date()
    create_slots(
        _sample_ids(by.org_id, "slot")[0][:-2],
        SlotRequest(job.job_id, time(10), time(10, 45), zone, 2, AiInterviewType.TECHNICAL),
        [today + timedelta(days=number) for number in range(1, DAYS + 1)],
        by=by,
        slots=app.slots,
        jobs=app.jobs,
        organisations=app.organisations,
        now=now,
    )
    words = "A sample job, two candidates and three times are there. The job's page takes all of it away again."
    return done(request, f"/console/jobs/{job.job_id}", Message(words))


@page(f"{PATH}/remove", "POST", role=Role.RECRUITER)
def remove_sample(request: ConsoleRequest) -> Response[str]:
    """Erase the sample candidates, which cancels their bookings, close the slots, and delete the job."""
    by, job_id = request.caller, sample_job_id(request.caller.org_id)
    try:
        for candidate_id in _sample_ids(by.org_id, "cand"):
            _erase(request, candidate_id)
        for slot_id in _sample_ids(by.org_id, "slot"):
            if app.slots.find(by.org_id, slot_id) is not None:
                close_slot(slot_id, by=by, slots=app.slots, expected_version=None, now=request.now)
        if app.jobs.find(by.org_id, job_id) is not None:
            remove_job(
                job_id,
                by=by,
                jobs=app.jobs,
                interviews=app.interviews,
                queue=app.changes_queue,
                expected_version=None,
                now=request.now,
            )
    except GreenroomError as error:
        return done(request, f"/console/jobs/{job_id}", Message(error.message, kind="warn"))
    return done(request, HOME, Message("The sample data is gone."))


def _erase(request: ConsoleRequest, candidate_id: str) -> None:
    try:
        erase_candidate(
            candidate_id,
            by=request.caller,
            now=request.now,
            **app.candidate_stores,
        )
    except NotFoundError:
        return
