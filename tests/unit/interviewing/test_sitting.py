"""What is asked now, and until when: derived from what is stored, by the server's clock."""

from datetime import datetime, timedelta
from typing import Any

from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan
from greenroom.interviewing.sitting import (
    END_GRACE,
    GRACE,
    Draft,
    FollowUpDecision,
    Presence,
    Sitting,
    Turn,
)
from greenroom.models.session import SessionStatus
from greenroom.models.slot import AiInterviewType
from tests.builders import NOON, a_session
from tests.unit.interviewing.builders import a_brief, a_question

START = NOON + timedelta(days=1)
END = START + timedelta(minutes=45)


def a_plan() -> InterviewPlan:
    """Three questions of 100, 200 and 300 s."""
    questions = tuple(
        a_question(id=f"q-{number}", text=f"Question {number}?", time_limit_seconds=100 * number)
        for number in (1, 2, 3)
    )
    return InterviewPlan(questions=questions, made_by="BANK", seed="int_1", bank_version="1")


def a_sitting(**fields: Any) -> Sitting:
    session = a_session(status=SessionStatus.IN_PROGRESS, joined_at=START, starts_at=START)
    return Sitting(**{"session": session, "plan": a_plan()} | fields)


def a_turn(question_id: str, place: int, at: datetime, **fields: Any) -> Turn:
    return Turn(question_id=question_id, place=place, asked_at=START, answered_at=at, text="An answer.", **fields)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_the_first_question_begins_when_the_candidate_enters() -> None:
    asked = a_sitting().current
    assert asked is not None
    assert (asked.question.id, asked.number, asked.asked_at, asked.ends_at) == ("q-1", 1, START, after(100))


def test_the_next_question_begins_when_the_one_before_was_answered() -> None:
    asked = a_sitting().with_turn(a_turn("q-1", 1, after(40))).current
    assert asked is not None
    assert (asked.question.id, asked.number, asked.asked_at, asked.ends_at) == ("q-2", 2, after(40), after(240))


def test_no_question_lasts_longer_than_the_interview() -> None:
    late = END - timedelta(seconds=30)
    asked = a_sitting().with_turn(a_turn("q-1", 1, late)).current
    assert asked is not None
    assert asked.ends_at == END


def test_nothing_is_asked_when_all_is_answered() -> None:
    sitting = a_sitting()
    for number in (1, 2, 3):
        sitting = sitting.with_turn(a_turn(f"q-{number}", number, after(number * 50)))
    assert sitting.current is None
    assert (sitting.answered, sitting.total) == (3, 3)


def test_a_follow_up_stands_behind_its_question_and_counts() -> None:
    follow_up = a_question(id="q-1.follow-up", text="Why?", time_limit_seconds=90)
    decision = FollowUpDecision(place=1, question=follow_up, decided_at=after(45))
    sitting = a_sitting().with_turn(a_turn("q-1", 1, after(40), may_follow_up=True)).with_decision(decision)
    asked = sitting.current
    assert asked is not None
    assert (asked.question.id, asked.is_follow_up, asked.number, sitting.total) == ("q-1.follow-up", True, 2, 4)
    # Waiting for the model costs the candidate nothing.
    assert asked.asked_at == after(45)
    following = sitting.with_turn(a_turn("q-1.follow-up", 1, after(100), is_follow_up=True)).current
    assert following is not None
    assert (following.question.id, following.number, following.asked_at) == ("q-2", 3, after(100))


def test_a_follow_up_that_nobody_decided_is_open() -> None:
    sitting = a_sitting().with_turn(a_turn("q-1", 1, after(40), may_follow_up=True))
    assert sitting.undecided is not None
    closed = sitting.with_decision(FollowUpDecision(place=1, decided_at=after(50)))
    assert closed.undecided is None
    assert closed.current is not None
    assert closed.current.asked_at == after(50)


def test_lateness_is_told_beyond_the_grace_alone() -> None:
    asked = a_sitting().current
    assert asked is not None
    assert asked.late_seconds(asked.ends_at + GRACE) == 0
    assert asked.late_seconds(asked.ends_at + GRACE + timedelta(seconds=5)) == 20


def test_the_end_has_a_grace_unless_the_candidate_ended_it() -> None:
    by_the_clock = a_sitting()
    assert not by_the_clock.is_over(END + END_GRACE)
    assert by_the_clock.is_over(END + END_GRACE + timedelta(milliseconds=1))
    session = by_the_clock.session.changed(status=SessionStatus.COMPLETED, ended_at=after(60))
    assert a_sitting(session=session).is_over(after(61))


def test_follow_ups_need_time_a_spoken_question_and_room() -> None:
    sitting = a_sitting()
    first = sitting.current
    assert first is not None
    assert sitting.may_follow_up(first, after(50))
    needed = timedelta(seconds=500 + 90 + 10)
    assert sitting.may_follow_up(first, END - needed)
    assert not sitting.may_follow_up(first, END - needed + timedelta(seconds=1))
    used = {place: FollowUpDecision(place=place, question=a_question(), decided_at=START) for place in (8, 9)}
    assert not a_sitting(decisions=used).may_follow_up(first, after(50))
    in_vain = {place: FollowUpDecision(place=place, decided_at=START) for place in (6, 7, 8, 9)}
    assert not a_sitting(decisions=in_vain).may_follow_up(first, after(50))


def test_a_coding_task_is_not_followed_up() -> None:
    plan = plan_from_bank(a_brief(ai_interview_type=AiInterviewType.CODING, duration_minutes=60))
    sitting = a_sitting(plan=plan)
    for place, question in enumerate(plan.questions, start=1):
        if question.round is AiInterviewType.CODING:
            break
        sitting = sitting.with_turn(a_turn(question.id, place, START))
    asked = sitting.current
    assert asked is not None
    assert asked.question.round is AiInterviewType.CODING
    assert sitting.session.ai_interview_type is AiInterviewType.TECHNICAL
    assert not sitting.may_follow_up(asked, START)


def test_a_draft_belongs_to_the_question_that_is_asked_now() -> None:
    draft = Draft(question_id="q-1", text="half", saved_at=START)
    sitting = a_sitting(presence=Presence(draft=draft))
    assert sitting.draft == draft
    assert sitting.with_turn(a_turn("q-1", 1, after(9))).draft is None
