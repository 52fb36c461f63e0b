"""Routes for people's ratings of an interview and for the decision."""

from functions.recruiter_api.app import api, app
from greenroom.api.answers import Reply
from greenroom.api.subjects.ratings import DecideInterview, DecisionAnswer, RateInterview, RatingAnswer, RatingsAnswer
from greenroom.errors import NotFoundError
from greenroom.models.organisation import Role
from greenroom.usecases.decide_interview import decide_interview
from greenroom.usecases.rate_interview import may_rate, rate_interview, read_ratings


@api.post(
    "/api/v1/interviews/<interview_id>/ratings",
    summary="Rate one criterion of an interview that is over",
    tag="Interviews",
    role=Role.RECRUITER,
    also=lambda caller: may_rate(caller, app.organisations),
    status=201,
    other_statuses=(200,),
    errors=("NOT_FOUND", "INVALID_STATE", "BUSY"),
)
def post_rating(interview_id: str, request: RateInterview) -> Reply[RatingAnswer]:
    """A reviewer has one rating a criterion. 201: the rating is new. 200: it was changed, or was the same already.

    Viewers may rate if the policy's `viewers_may_rate` is on.
    """
    rating, is_new = rate_interview(
        interview_id,
        request.as_given(),
        by=api.caller,
        interviews=app.interviews,
        ai_interviews=app.ai_interviews,
        ratings=app.ratings,
        links=app.links,
        now=app.now(),
    )
    return Reply(RatingAnswer.of(rating, api.caller.actor), 201 if is_new else 200)


@api.get(
    "/api/v1/interviews/<interview_id>/ratings",
    summary="Read the ratings of an interview",
    tag="Interviews",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_ratings(interview_id: str) -> RatingsAnswer:
    """The answer has other people's ratings of a criterion only after the caller has rated that criterion."""
    return RatingsAnswer.of(
        read_ratings(
            interview_id,
            by=api.caller,
            interviews=app.interviews,
            ai_interviews=app.ai_interviews,
            ratings=app.ratings,
            links=app.links,
        ),
        api.caller.actor,
    )


@api.post(
    "/api/v1/interviews/<interview_id>/decision",
    summary="Note what was decided after an interview",
    tag="Interviews",
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "INVALID_STATE", "STALE_VERSION", "BUSY"),
)
def post_decision(interview_id: str, request: DecideInterview) -> DecisionAnswer:
    """The decision replaces the previous one, which stays in the log."""
    decided = decide_interview(
        interview_id,
        request.decision,
        request.reason,
        by=api.caller,
        schedule=app.schedule,
        expected_version=api.expected_version,
        now=app.now(),
    )
    if decided.decision is None:
        raise NotFoundError("Decision")
    return DecisionAnswer.on(decided, decided.decision)
