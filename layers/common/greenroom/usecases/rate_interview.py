"""Rate an interview that is over, and read the others' ratings after one's own."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import InvalidStateError, NotFoundError, ValidationError
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.rating import CriterionRated, Rating, as_seen_by, criteria_of
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus, InterviewType
from greenroom.models.organisation import Role
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.ratings import Ratings


class GivenRating(NamedTuple):
    """A reviewer's score of one criterion."""

    criterion: Competency
    score: int
    note: str | None


class RatingsAsRead(NamedTuple):
    """An interview's ratings as one reviewer may see them."""

    interview: Interview
    criteria: tuple[CriterionRated, ...]


def may_rate(by: Caller, organisations: "Organisations") -> bool:
    """Whether the caller may rate: recruiters, and viewers if the organisation's policy allows it."""
    if by.role.allows(Role.RECRUITER):
        return True
    return by.role is Role.VIEWER and organisations.organisation(by.org_id).policy.viewers_may_rate


def rate_interview(
    interview_id: str,
    given: GivenRating,
    *,
    by: Caller,
    interviews: "Interviews",
    ai_interviews: "AiInterviews",
    ratings: "Ratings",
    links: LinkMaker,
    now: datetime,
) -> tuple[Rating, bool]:
    """Store the caller's rating. Returns it, and whether it is their first of this criterion. A repetition changes
    nothing.

    A changed rating also keeps the first score, which was given before the others' could be seen.
    Raises NotFoundError, InvalidStateError before the interview is over, ValidationError for a criterion that the
    interview was not about, or BusyError.
    """

    def attempt() -> tuple[Rating, bool]:
        interview, session_hash, criteria = _rated(interview_id, by, interviews, ai_interviews, links)
        refuse_before_the_end(interview)
        if given.criterion not in criteria:
            sentence = f"criterion is one of {', '.join(criteria)} in this interview"
            raise ValidationError.about("criterion", sentence)
        own = next(
            (
                one
                for one in ratings.of_session(session_hash)
                if (one.reviewer, one.criterion) == (by.actor, given.criterion)
            ),
            None,
        )
        if own is not None and (own.score, own.note) == (given.score, given.note):
            return own, _is_just_made(own, now)
        rating = _changed(own, given, by, now)
        ratings.put(session_hash, rating, interview)
        return rating, own is None

    return repeated(attempt)


def read_ratings(
    interview_id: str,
    *,
    by: Caller,
    interviews: "Interviews",
    ai_interviews: "AiInterviews",
    ratings: "Ratings",
    links: LinkMaker,
) -> RatingsAsRead:
    """The ratings as the caller may see them. Raises NotFoundError."""
    interview, session_hash, criteria = _rated(interview_id, by, interviews, ai_interviews, links)
    found = ratings.of_session(session_hash) if interview.status is InterviewStatus.COMPLETED else []
    return RatingsAsRead(interview, as_seen_by(by.actor, criteria, found))


def refuse_before_the_end(interview: Interview) -> None:
    """Raises InvalidStateError unless the interview is completed."""
    if interview.status is not InterviewStatus.COMPLETED:
        raise InvalidStateError(f"This interview is {interview.status}. Rate it when it is completed.")


def _rated(
    interview_id: str, by: Caller, interviews: "Interviews", ai_interviews: "AiInterviews", links: LinkMaker
) -> tuple[Interview, str, tuple[Competency, ...]]:
    interview = interviews.get(by.org_id, interview_id)
    if interview.erased_at is not None:
        raise NotFoundError("Ratings")
    if interview.session_id is None:
        return interview, "", criteria_of(None)
    session_hash = links.hash_of(interview.session_id, interview.booking_version)
    plan = ai_interviews.plan_of(session_hash) if interview.interview_type is InterviewType.AI else None
    return interview, session_hash, criteria_of(plan)


def _is_just_made(own: Rating, now: datetime) -> bool:
    """Whether this same call stored the rating and only the table's answer was lost."""
    return own.version == 1 and own.rated_at == now


def _changed(own: Rating | None, given: GivenRating, by: Caller, now: datetime) -> Rating:
    if own is None:
        return Rating(reviewer=by.actor, criterion=given.criterion, score=given.score, note=given.note, rated_at=now)
    return own.changed(
        score=given.score,
        note=given.note,
        first_score=own.score if own.first_score is None else own.first_score,
        rated_at=now,
        version=own.version + 1,
    )
