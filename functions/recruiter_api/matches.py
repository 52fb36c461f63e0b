"""Routes for matches: a job's requirements, the scoring of its candidates, and people's decisions about the scores."""

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer
from greenroom.api.subjects.matches import (
    AuditAnswer,
    AuditMatches,
    GroupRatesAnswer,
    MatchAnswer,
    MatchCandidates,
    MatchesAnswer,
    MatchQuery,
    MatchRunAnswer,
    MatchWithLogAnswer,
    NoticeAnswer,
    ReplaceRequirements,
    RequirementsAnswer,
    SetMatchAside,
)
from greenroom.matching.notice import candidate_notice
from greenroom.models.organisation import Role
from greenroom.usecases.bias_audit import audit_matches
from greenroom.usecases.match import ask_for_matches
from greenroom.usecases.requirements import read_requirements, replace_requirements
from greenroom.usecases.scored_matches import (
    list_matches_of_candidate,
    list_matches_of_job,
    read_match,
    set_match_aside,
)

TAG = "Matches"


@api.get(
    "/api/v1/jobs/<job_id>/requirements",
    summary="Read the requirements of a job",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_requirements(job_id: str) -> RequirementsAnswer:
    """The requirements as a recruiter edited them; until then, those proposed from the job's title and description."""
    found = read_requirements(job_id, by=api.caller, jobs=app.jobs, stored=app.job_requirements)
    return RequirementsAnswer.of(found)


@api.put(
    "/api/v1/jobs/<job_id>/requirements",
    summary="Replace the requirements of a job",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "BUSY"),
)
def put_requirements(job_id: str, request: ReplaceRequirements) -> RequirementsAnswer:
    """Replace all requirements. Matches that were scored against the previous requirements become STALE."""
    found = replace_requirements(
        job_id,
        [one.as_requirement() for one in request.requirements],
        by=api.caller,
        jobs=app.jobs,
        stored=app.job_requirements,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return RequirementsAnswer.of(found)


@api.post(
    "/api/v1/jobs/<job_id>/match",
    summary="Score candidates against the requirements of a job",
    tag=TAG,
    role=Role.RECRUITER,
    status=202,
    errors=("NOT_FOUND", "INVALID_STATE", "BUSY"),
)
def post_match(job_id: str, request: MatchCandidates) -> MatchRunAnswer:
    """Queue the given candidates, or all candidates of the job, up to 1,000. Refused while the policy's
    `matching_enabled` is off."""
    run = ask_for_matches(
        job_id,
        request.candidate_ids,
        by=api.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        candidates=app.candidates,
        scored=app.scored_matches,
        requirements=app.job_requirements,
        queue=app.match_queue,
        now=app.now(),
    )
    return MatchRunAnswer.of(run)


@api.get(
    "/api/v1/jobs/<job_id>/matches",
    summary="List the matches of a job",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_matches(job_id: str, query: MatchQuery) -> ListAnswer[MatchAnswer]:
    """Sorted by the newest candidates, or by score if `min_score` is given. Empty while matching is off."""
    cursors = Cursors(f"matches {job_id}", api.caller.org_id, query)
    names = ("match_id",) if query.min_score is None else ("score_key", "match_id")
    shown, position = list_matches_of_job(
        job_id,
        query.min_score,
        by=api.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        scored=app.scored_matches,
        requirements=app.job_requirements,
        limit=query.limit,
        position=cursors.position(*names),
    )
    items = [MatchAnswer.of(one) for one in shown]
    return ListAnswer[MatchAnswer](items=items, next_cursor=cursors.after(position))


@api.get(
    "/api/v1/candidates/<candidate_id>/matches",
    summary="List the matches of a candidate",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_candidate_matches(candidate_id: str) -> MatchesAnswer:
    """Sorted by the newest jobs. Empty while matching is off."""
    found = list_matches_of_candidate(
        candidate_id,
        by=api.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        candidates=app.candidates,
        scored=app.scored_matches,
        requirements=app.job_requirements,
    )
    return MatchesAnswer(items=[MatchAnswer.of(one) for one in found])


@api.get(
    "/api/v1/jobs/<job_id>/matches/notice",
    summary="Read what candidates are to be told before they are scored",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_notice(job_id: str) -> NoticeAnswer:
    """The text to send or to publish, with the job's present requirements."""
    job = app.jobs.get(api.caller.org_id, job_id)
    found = read_requirements(job_id, by=api.caller, jobs=app.jobs, stored=app.job_requirements)
    return NoticeAnswer(job_id=job_id, notice=candidate_notice(job.job_title, job.company_name, found.requirements))


@api.post(
    "/api/v1/jobs/<job_id>/matches/audit",
    summary="Compare selection rates by group",
    tag=TAG,
    role=Role.ADMIN,
    errors=("NOT_FOUND",),
)
def post_audit(job_id: str, request: AuditMatches) -> AuditAnswer:
    """Rates and ratios for an audit of bias, by groups of candidates that the request defines. Groups are not
    stored."""
    groups = {one.group: one.candidate_ids for one in request.groups}
    rates = audit_matches(
        job_id,
        groups,
        by=api.caller,
        jobs=app.jobs,
        candidates=app.candidates,
        scored=app.scored_matches,
        gates=app.matches,
    )
    return AuditAnswer(job_id=job_id, items=[GroupRatesAnswer.of(one) for one in rates])


@api.get(
    "/api/v1/jobs/<job_id>/matches/<candidate_id>",
    summary="Read a match with its log",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_match(job_id: str, candidate_id: str) -> MatchWithLogAnswer:
    """The evidence for each requirement, and people's decisions about the score."""
    return _shown(job_id, candidate_id)


def _shown(job_id: str, candidate_id: str) -> MatchWithLogAnswer:
    shown = read_match(
        job_id,
        candidate_id,
        by=api.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        candidates=app.candidates,
        scored=app.scored_matches,
        requirements=app.job_requirements,
    )
    return MatchWithLogAnswer.of(shown)


@api.post(
    "/api/v1/jobs/<job_id>/matches/<candidate_id>/set-aside",
    summary="Set a score aside",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "INVALID_STATE", "BUSY"),
)
def post_set_aside(job_id: str, candidate_id: str, request: SetMatchAside) -> MatchWithLogAnswer:
    """Record that a person does not rely on the score, and why. The log keeps the reason and the score."""
    set_match_aside(
        job_id,
        candidate_id,
        request.reason,
        by=api.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        candidates=app.candidates,
        scored=app.scored_matches,
        now=app.now(),
    )
    return _shown(job_id, candidate_id)
