"""Routes for questions: a job's own questions, and the plan of an interview."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.interview_plans import ChangePlan, PlanAnswer
from greenroom.api.subjects.job_questions import JobQuestionsAnswer, SetJobQuestions
from greenroom.models.organisation import Role
from greenroom.usecases.interview_plans import change_plan, read_plan
from greenroom.usecases.job_questions import read_job_questions, set_job_questions


@api.get(
    "/api/v1/jobs/<job_id>/questions",
    summary="Read a job's own questions",
    tag="Jobs",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_job_questions(job_id: str) -> JobQuestionsAnswer:
    """The job's questions and settings. The answer is empty and has version 0 until they are set."""
    return JobQuestionsAnswer.of(read_job_questions(job_id, by=api.caller, jobs=app.jobs))


@api.put(
    "/api/v1/jobs/<job_id>/questions",
    summary="Set a job's own questions, how many there are, and the minutes for each",
    tag="Jobs",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "BUSY"),
)
def put_job_questions(job_id: str, request: SetJobQuestions) -> JobQuestionsAnswer:
    """The change applies to interviews that are booked or moved from now on. Existing plans stay as they are."""
    found = set_job_questions(
        job_id,
        request.as_fields(),
        by=api.caller,
        jobs=app.jobs,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return JobQuestionsAnswer.of(found)


@api.get(
    "/api/v1/interviews/<interview_id>/plan",
    summary="Read what will be asked in an AI interview",
    tag="Interviews",
    role=Role.VIEWER,
    errors=("NOT_FOUND", "INVALID_STATE"),
)
def get_plan(interview_id: str) -> PlanAnswer:
    """An AI interview has a plan from a few seconds after its booking. Until then, and for other interviews: 404."""
    return PlanAnswer.of(
        read_plan(
            interview_id, by=api.caller, interviews=app.interviews, ai_interviews=app.ai_interviews, links=app.links
        )
    )


@api.put(
    "/api/v1/interviews/<interview_id>/plan",
    summary="Replace, order or lock the questions of an interview, until it begins",
    tag="Interviews",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "INVALID_STATE", "STALE_VERSION", "BUSY"),
)
def put_plan(interview_id: str, request: ChangePlan) -> PlanAnswer:
    """All questions in their order: existing ones with their id, new ones with their text."""
    found = change_plan(
        interview_id,
        [question.as_wanted() for question in request.questions],
        weights=request.weights,
        by=api.caller,
        interviews=app.interviews,
        ai_interviews=app.ai_interviews,
        links=app.links,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return PlanAnswer.of(found)
