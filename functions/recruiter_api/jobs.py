"""Routes for jobs."""

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer, OwnIdQuery, deleted
from greenroom.api.subjects.jobs import ChangeJob, CreateJob, JobAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.jobs import change_job, create_job, remove_job

TAG = "Jobs"
DELETE_ERRORS = ("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY")
CHANGE_ERRORS = (*DELETE_ERRORS, "DUPLICATE")


@api.post(
    "/api/v1/jobs", summary="Create a job", tag=TAG, role=Role.RECRUITER, status=201, errors=("DUPLICATE", "BUSY")
)
def post_job(request: CreateJob) -> JobAnswer:
    """Store a new job."""
    job = create_job(api.new_id("job"), request.model_dump(), by=api.caller, jobs=app.jobs, now=app.now())
    return JobAnswer.of(job)


@api.get("/api/v1/jobs", summary="List jobs, newest first", tag=TAG, role=Role.VIEWER)
def get_jobs(query: OwnIdQuery) -> ListAnswer[JobAnswer]:
    """One page of the organisation's jobs."""
    if query.external_id is not None:
        known = app.jobs.with_external_id(api.caller.org_id, query.external_id)
        return ListAnswer[JobAnswer](items=[JobAnswer.of(known)] if known else [], next_cursor=None)
    cursors = Cursors("jobs", api.caller.org_id, query)
    if query.updated_since is not None:
        listing = app.jobs.changed_since(api.caller.org_id, query.updated_since)
    else:
        listing = app.jobs.newest_first(api.caller.org_id)
    page = app.jobs.page(listing, limit=query.limit, position=cursors.position(*listing.position_names))
    return ListAnswer[JobAnswer](
        items=[JobAnswer.of(job) for job in page.items],
        next_cursor=cursors.after(page.next_position),
        deleted=deleted(query, app.jobs, api.caller),
    )


@api.get("/api/v1/jobs/<job_id>", summary="Read a job", tag=TAG, role=Role.VIEWER, errors=("NOT_FOUND",))
def get_job(job_id: str) -> JobAnswer:
    """One job."""
    return JobAnswer.of(app.jobs.get(api.caller.org_id, job_id))


@api.put("/api/v1/jobs/<job_id>", summary="Replace a job", tag=TAG, role=Role.RECRUITER, errors=CHANGE_ERRORS)
def put_job(job_id: str, request: CreateJob) -> JobAnswer:
    """Replace all fields. Fields that are left out get their defaults."""
    return _changed(job_id, request.model_dump())


@api.patch("/api/v1/jobs/<job_id>", summary="Change a job", tag=TAG, role=Role.RECRUITER, errors=CHANGE_ERRORS)
def patch_job(job_id: str, request: ChangeJob) -> JobAnswer:
    """Fields that are left out keep their values."""
    return _changed(job_id, request.sent())


def _changed(job_id: str, fields: dict[str, object]) -> JobAnswer:
    job = change_job(
        job_id,
        fields,
        by=api.caller,
        jobs=app.jobs,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        queue=app.changes_queue,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return JobAnswer.of(job)


@api.delete(
    "/api/v1/jobs/<job_id>",
    summary="Delete a job",
    tag=TAG,
    role=Role.RECRUITER,
    status=204,
    errors=DELETE_ERRORS,
)
def delete_job(job_id: str) -> None:
    """Refused while the job has future interviews."""
    remove_job(
        job_id,
        by=api.caller,
        jobs=app.jobs,
        interviews=app.interviews,
        queue=app.changes_queue,
        expected_version=api.expected_version,
        now=app.now(),
    )
