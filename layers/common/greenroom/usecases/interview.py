"""The turns of an AI interview: start, answer, finish. Each may be repeated, and each answer is stored before the next
question is given."""

from collections.abc import Callable
from copy import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import FieldProblem, InvalidStateError, ValidationError
from greenroom.interviewing.ai_interview import AiInterview, Asked, Fact, FollowUpDecision, Turn
from greenroom.models.caller import CANDIDATE
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.session import SessionStatus
from greenroom.rules.portal import PortalState, portal_state
from greenroom.usecases.end_interview import end_interview
from greenroom.usecases.join import check_in, refuse_outside, refuse_without_consent
from greenroom.usecases.presence import refuse_older, take_over
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.schedule import Schedule
    from greenroom.interviewing.interviewer import LanguageModel


class GivenAnswer(NamedTuple):
    """An answer as it was handed in."""

    question_id: str
    text: str | None = None
    code: str | None = None
    audio_key: str | None = None
    facts: tuple[Fact, ...] = ()
    client_id: str | None = None


class Step(NamedTuple):
    """An AI interview after a request, with the current question; None at its end."""

    ai_interview: AiInterview
    asked: Asked | None
    is_new: bool = False
    """Whether this request began the interview or stored an answer."""


def start(
    ai_interview: AiInterview,
    *,
    consented: bool,
    client_id: str | None,
    schedule: "Schedule",
    ai_interviews: "AiInterviews",
    jobs: "Jobs",
    resumes: "Resumes",
    now: datetime,
) -> Step:
    """Return the present question. The first request checks the candidate in, and the newest window continues.

    Raises OutsideWindowError, InvalidStateError, ConsentRequiredError or BusyError.
    """
    session = ai_interview.session
    _refuse_start(ai_interview, now, consented=consented)
    if ai_interview.plan is None:
        # Most interviews have their plan by now, so a turn does not wait for this import.
        from greenroom.usecases.prepare import plan_for  # noqa: PLC0415

        # Only the bank is used, without a model, because a candidate is waiting.
        plan = plan_for(
            session,
            session.session_hash,
            jobs=jobs,
            resumes=resumes,
            ai_interviews=ai_interviews,
            language_model=lambda: None,
            now=now,
        )
        ai_interview = replace(ai_interview, plan=plan)
    is_in = session.status is SessionStatus.IN_PROGRESS
    is_first_window = client_id is not None and ai_interview.presence.version == 0 and not ai_interview.turns
    if not is_in:
        ai_interview = _checked_in(ai_interview, schedule, ai_interviews, now, consented=consented)
    elif consented and session.consented_at is None:
        ai_interviews.note_consent(session.session_hash, now)
    if client_id is not None:
        ai_interview = take_over(ai_interview, client_id, ai_interviews=ai_interviews, now=now)
    return replace(
        _onward(_decided(ai_interview, ai_interviews, now), schedule, now), is_new=not is_in or is_first_window
    )


def _refuse_start(ai_interview: AiInterview, now: datetime, *, consented: bool) -> None:
    _refuse_other_kind(ai_interview)
    session = ai_interview.session
    state = portal_state(session, now)
    if state in {PortalState.EARLY, PortalState.EXPIRED}:
        refuse_outside(session, now)
    if state not in {PortalState.OPEN, PortalState.IN_PROGRESS}:
        raise InvalidStateError(f"This interview is {state}, so it can not be started.")
    refuse_without_consent(session, consented=consented)


def _checked_in(
    ai_interview: AiInterview, schedule: "Schedule", ai_interviews: "AiInterviews", now: datetime, *, consented: bool
) -> AiInterview:
    joined = check_in(ai_interview.session, schedule=schedule, now=now, consented=consented)
    arrived = joined.session.changed(status=SessionStatus.IN_PROGRESS, joined_at=joined.joined_at)
    # From here on the plan is fixed; a recruiter may have changed it since it was read.
    stored = ai_interviews.plan_of(arrived.session_hash)
    return replace(ai_interview, session=arrived, plan=stored or ai_interview.plan)


def answer(
    ai_interview: AiInterview,
    given: GivenAnswer,
    *,
    schedule: "Schedule",
    ai_interviews: "AiInterviews",
    has_model: bool,
    language_model: Callable[[], "LanguageModel | None"],
    clock: Callable[[], datetime],
    now: datetime,
) -> Step:
    """Store an answer and return the next question. A second answer to the same question changes nothing.

    Raises ValidationError for a question that is not in this interview, InvalidStateError for one that is not the
    current question, or BusyError.
    """
    _refuse_other_kind(ai_interview)
    if not ai_interview.knows(given.question_id):
        problem = FieldProblem("question_id", "question_id is not a question of this interview")
        raise ValidationError(f"{problem.message}.", details=(problem,))
    if given.question_id in ai_interview.turns:
        return _onward(_decided(ai_interview, ai_interviews, now), schedule, now)
    refuse_not_running(ai_interview, now)
    refuse_older(ai_interview.presence, given.client_id)
    ai_interview = _decided(ai_interview, ai_interviews, now)
    asked = ai_interview.current
    if asked is None or asked.question.id != given.question_id:
        raise InvalidStateError(
            f"Question {asked.number if asked else ai_interview.total} is asked now. Answer it first."
        )
    turn, is_mine = ai_interviews.hand_in(
        ai_interview.session.session_hash, _turn(given, asked, ai_interview, now, has_model=has_model)
    )
    ai_interview = ai_interview.with_turn(turn)
    if is_mine and turn.may_follow_up:
        decision = _follow_up(turn, asked, ai_interview, language_model(), lambda: max(now, clock()))
        ai_interview = ai_interview.with_decision(ai_interviews.decide(ai_interview.session.session_hash, decision))
    else:
        ai_interview = _decided(ai_interview, ai_interviews, now)
    return replace(_onward(ai_interview, schedule, now), is_new=is_mine)


def finish(ai_interview: AiInterview, *, schedule: "Schedule", now: datetime) -> Step:
    """End an interview with the answers given so far. A repetition changes nothing.

    Raises InvalidStateError for one that has not begun, was moved or cancelled, or BusyError.
    """
    _refuse_other_kind(ai_interview)
    return Step(_finished(ai_interview, schedule, now), None)


def refuse_not_running(ai_interview: AiInterview, now: datetime) -> None:
    """Raises InvalidStateError unless answers are accepted: while the interview runs, and shortly after its end."""
    status = ai_interview.session.status
    if status is SessionStatus.SCHEDULED:
        raise InvalidStateError("This interview has not begun. Start it first.")
    if status not in {SessionStatus.IN_PROGRESS, SessionStatus.COMPLETED}:
        raise InvalidStateError(f"This interview is {status}, so nothing can be answered.")
    if ai_interview.is_over(now):
        raise InvalidStateError("This interview is over. What was handed in is kept.")


def _refuse_other_kind(ai_interview: AiInterview) -> None:
    if ai_interview.session.interview_type is not InterviewType.AI:
        raise InvalidStateError(
            f"This interview is {ai_interview.session.interview_type}: a person asks the questions."
        )


def _turn(given: GivenAnswer, asked: Asked, ai_interview: AiInterview, now: datetime, *, has_model: bool) -> Turn:
    return Turn(
        question_id=given.question_id,
        place=asked.place,
        is_follow_up=asked.is_follow_up,
        text=given.text,
        code=given.code,
        audio_key=given.audio_key,
        asked_at=asked.asked_at,
        answered_at=now,
        late_seconds=asked.late_seconds(now),
        unused_seconds=asked.clock.unused_seconds(now),
        may_follow_up=has_model and bool(given.text) and ai_interview.may_follow_up(asked, now),
        facts=given.facts,
    )


def _follow_up(
    turn: Turn,
    asked: Asked,
    ai_interview: AiInterview,
    language_model: "LanguageModel | None",
    clock: Callable[[], datetime],
) -> FollowUpDecision:
    from greenroom.interviewing.interviewer import ask_follow_up  # noqa: PLC0415 (only where a model is asked)

    extra = ai_interview.session.extra_time_percent
    found = ask_follow_up(asked.question, turn.words, language_model, extra_time_percent=extra)
    return FollowUpDecision(place=turn.place, question=found.question, decided_at=clock(), usage=found.usage)


def _decided(ai_interview: AiInterview, ai_interviews: "AiInterviews", now: datetime) -> AiInterview:
    """The interview with its pending follow-up decided, so that a candidate who returns does not wait for the model."""
    turn = ai_interview.undecided
    if turn is None:
        return ai_interview
    none = FollowUpDecision(place=turn.place, question=None, decided_at=now)
    return ai_interview.with_decision(ai_interviews.decide(ai_interview.session.session_hash, none))


def _onward(ai_interview: AiInterview, schedule: "Schedule", now: datetime) -> Step:
    asked = ai_interview.current
    if asked is not None and now < ai_interview.session.ends_at and not ai_interview.is_over(now):
        return Step(ai_interview, asked)
    return Step(_finished(ai_interview, schedule, now), None)


def _finished(ai_interview: AiInterview, schedule: "Schedule", now: datetime) -> AiInterview:
    session = ai_interview.session
    if session.status is SessionStatus.COMPLETED:
        return ai_interview

    def attempt() -> AiInterview:
        interview = schedule.interview(session.org_id, session.interview_id)
        if interview.status is InterviewStatus.COMPLETED and interview.booking_version == session.version:
            return replace(ai_interview, session=session.changed(status=SessionStatus.COMPLETED))
        if interview.status is not InterviewStatus.IN_PROGRESS or interview.booking_version != session.version:
            raise InvalidStateError(f"This interview is {interview.status}, so it can not be finished.")
        ended = end_interview(
            interview, InterviewStatus.COMPLETED, session, actor=CANDIDATE, schedule=schedule, now=now
        )
        ended_at = ended.completed_at
        return replace(ai_interview, session=session.changed(status=SessionStatus.COMPLETED, ended_at=ended_at))

    return repeated(attempt)
