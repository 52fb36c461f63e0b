"""Routes for candidates and their gates."""

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer, deleted
from greenroom.api.subjects.candidates import (
    CandidateAnswer,
    CandidateQuery,
    ChangeCandidate,
    CreateCandidate,
    GatesAnswer,
    GatesLineAnswer,
    GatesLinesAnswer,
    ListedCandidateAnswer,
    SetGates,
    Shortlist,
    ToggleInterview,
)
from greenroom.errors import GreenroomError
from greenroom.models.organisation import Role
from greenroom.usecases.candidates import change_candidate, create_candidate
from greenroom.usecases.erasure import erase_candidate
from greenroom.usecases.gates import GateChange, change_gates, opening, shortlisting, toggling
from greenroom.usecases.list_candidates import list_candidates

TAG = "Candidates"


@api.post(
    "/api/v1/candidates",
    summary="Create a candidate",
    tag=TAG,
    role=Role.RECRUITER,
    status=201,
    errors=("NOT_FOUND", "DUPLICATE", "BUSY"),
)
def post_candidate(request: CreateCandidate) -> CandidateAnswer:
    """Store a new candidate, with or without a job."""
    candidate = create_candidate(
        api.new_id("cand"),
        request.model_dump(exclude={"allow_duplicate"}),
        may_be_another=request.allow_duplicate,
        by=api.caller,
        candidates=app.candidates,
        jobs=app.jobs,
        now=app.now(),
    )
    return CandidateAnswer.of(candidate)


@api.get("/api/v1/candidates", summary="List candidates, newest first", tag=TAG, role=Role.VIEWER)
def get_candidates(query: CandidateQuery) -> ListAnswer[ListedCandidateAnswer]:
    """One page of candidates. With a filter, up to 1,000 candidates are searched for a page, so a page may have fewer
    items than `limit` although `next_cursor` is set."""
    cursors = Cursors("candidates", api.caller.org_id, query)
    page = list_candidates(
        query.as_wanted(),
        by=api.caller,
        candidates=app.candidates,
        matches=app.matches,
        limit=query.limit,
        position=cursors.position("candidate_id", *(("updated_at",) if query.updated_since else ())),
    )
    items = [ListedCandidateAnswer.listed(row) for row in page.items]
    return ListAnswer[ListedCandidateAnswer](
        items=items, next_cursor=cursors.after(page.next_position), deleted=deleted(query, app.candidates, api.caller)
    )


@api.get(
    "/api/v1/candidates/<candidate_id>",
    summary="Read a candidate",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_candidate(candidate_id: str) -> CandidateAnswer:
    """One candidate."""
    return CandidateAnswer.of(app.candidates.get(api.caller.org_id, candidate_id))


@api.patch(
    "/api/v1/candidates/<candidate_id>",
    summary="Change a candidate",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "CALENDAR_CONFLICT", "DUPLICATE", "INVALID_STATE", "BUSY"),
)
def patch_candidate(candidate_id: str, request: ChangeCandidate) -> CandidateAnswer:
    """Fields that are left out keep their values. Future interviews show the new values; the candidate gets an e-mail
    if their address or the end of an interview changes."""
    candidate = change_candidate(
        candidate_id,
        request.sent(),
        by=api.caller,
        candidates=app.candidates,
        jobs=app.jobs,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return CandidateAnswer.of(candidate)


@api.delete(
    "/api/v1/candidates/<candidate_id>",
    summary="Erase a candidate",
    tag=TAG,
    role=Role.RECRUITER,
    status=204,
    errors=("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def delete_candidate(candidate_id: str) -> None:
    """Résumés, transcripts and personal data are deleted, and booked interviews are cancelled. An anonymous audit trail
    stays."""
    erase_candidate(
        candidate_id,
        by=api.caller,
        now=app.now(),
        expected_version=api.expected_version,
        **app.candidate_stores,
    )


@api.post(
    "/api/v1/candidates/<candidate_id>/shortlist",
    summary="Shortlist a candidate for a job, or take the candidate off the list",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY"),
)
def post_shortlist(candidate_id: str, request: Shortlist) -> GatesAnswer:
    """Taking a candidate off the shortlist also disables the interview and the online interview."""
    return _changed_gates(
        candidate_id, request, shortlisting(shortlisted=request.shortlisted), expected_version=api.expected_version
    )


@api.post(
    "/api/v1/candidates/<candidate_id>/toggle-interview",
    summary="Enable or disable the interview of a candidate for a job",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "NOT_SHORTLISTED", "INTERVIEW_DISABLED", "INVALID_STATE", "BUSY"),
)
def post_toggle_interview(candidate_id: str, request: ToggleInterview) -> GatesAnswer:
    """Disabling the interview also disables the online interview."""
    toggled = toggling(
        interview_enabled=request.interview_enabled, online_interview_enabled=request.online_interview_enabled
    )
    return _changed_gates(candidate_id, request, toggled, expected_version=api.expected_version)


@api.post(
    "/api/v1/jobs/<job_id>/gates",
    summary="Shortlist and enable up to 100 candidates for a job",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "BUSY"),
)
def post_gates(job_id: str, request: SetGates) -> GatesLinesAnswer:
    """Each candidate is changed on their own: a refusal of one does not stop the others. The request can safely be
    repeated."""
    change = opening(
        shortlisted=request.shortlisted,
        interview_enabled=request.interview_enabled,
        online_interview_enabled=request.online_interview_enabled,
    )
    app.jobs.get(api.caller.org_id, job_id)
    lines = [
        GatesLineAnswer(candidate_id=one, status=_opened(one, job_id, change))
        for one in dict.fromkeys(request.candidate_ids)
    ]
    return GatesLinesAnswer(items=lines)


def _opened(candidate_id: str, job_id: str, change: GateChange) -> str:
    try:
        _changed_gates(candidate_id, ToggleInterview(job_id=job_id), change, expected_version=None)
    except GreenroomError as error:
        return error.code
    return "OK"


def _changed_gates(
    candidate_id: str, request: Shortlist | ToggleInterview, change: GateChange, *, expected_version: int | None
) -> GatesAnswer:
    gates = change_gates(
        candidate_id,
        request.job_id,
        change,
        cancel_booked=request.cancel_booked,
        by=api.caller,
        candidates=app.candidates,
        jobs=app.jobs,
        matches=app.matches,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        expected_version=expected_version,
        now=app.now(),
    )
    return GatesAnswer.of(gates.match, gates.cancelled)
