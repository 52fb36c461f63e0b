"""The current question and its end, derived from the stored interview and the server's clock."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from greenroom.interviewing.ai_interview import (
    END_GRACE,
    GRACE,
    AiInterview,
    AnswerDraft,
    FollowUpDecision,
    Presence,
    Turn,
)
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan
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


def an_ai_interview(**fields: Any) -> AiInterview:
    session = a_session(status=SessionStatus.IN_PROGRESS, joined_at=START, starts_at=START)
    return AiInterview(**{"session": session, "plan": a_plan()} | fields)


def a_turn(question_id: str, place: int, at: datetime, **fields: Any) -> Turn:
    return Turn(question_id=question_id, place=place, asked_at=START, answered_at=at, text="An answer.", **fields)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_the_first_question_begins_when_the_candidate_enters() -> None:
    asked = an_ai_interview().current
    assert asked is not None
    assert (asked.question.id, asked.number, asked.asked_at) == ("q-1", 1, START)
    assert (asked.clock.thinks_until, asked.ends_at) == (after(20), after(120))


def test_the_next_question_begins_when_the_one_before_was_answered() -> None:
    asked = an_ai_interview().with_turn(a_turn("q-1", 1, after(40))).current
    assert asked is not None
    assert (asked.question.id, asked.number, asked.asked_at, asked.ends_at) == ("q-2", 2, after(40), after(260))


def test_no_question_lasts_longer_than_the_interview() -> None:
    late = END - timedelta(seconds=30)
    asked = an_ai_interview().with_turn(a_turn("q-1", 1, late)).current
    assert asked is not None
    assert asked.ends_at == END


def test_nothing_is_asked_when_all_is_answered() -> None:
    ai_interview = an_ai_interview()
    for number in (1, 2, 3):
        ai_interview = ai_interview.with_turn(a_turn(f"q-{number}", number, after(number * 50)))
    assert ai_interview.current is None
    assert (ai_interview.answered, ai_interview.total) == (3, 3)


def test_a_follow_up_stands_behind_its_question_and_counts() -> None:
    follow_up = a_question(id="q-1.follow-up", text="Why?", time_limit_seconds=90)
    decision = FollowUpDecision(place=1, question=follow_up, decided_at=after(45))
    ai_interview = an_ai_interview().with_turn(a_turn("q-1", 1, after(40), may_follow_up=True)).with_decision(decision)
    asked = ai_interview.current
    assert asked is not None
    assert (asked.question.id, asked.is_follow_up, asked.number, ai_interview.total) == ("q-1.follow-up", True, 2, 4)
    # Waiting for the model costs the candidate nothing.
    assert asked.asked_at == after(45)
    following = ai_interview.with_turn(a_turn("q-1.follow-up", 1, after(100), is_follow_up=True)).current
    assert following is not None
    assert (following.question.id, following.number, following.asked_at) == ("q-2", 3, after(100))


def test_a_follow_up_that_nobody_decided_is_open() -> None:
    ai_interview = an_ai_interview().with_turn(a_turn("q-1", 1, after(40), may_follow_up=True))
    assert ai_interview.undecided is not None
    closed = ai_interview.with_decision(FollowUpDecision(place=1, decided_at=after(50)))
    assert closed.undecided is None
    assert closed.current is not None
    assert closed.current.asked_at == after(50)


def test_lateness_is_told_beyond_the_grace_alone() -> None:
    asked = an_ai_interview().current
    assert asked is not None
    assert asked.late_seconds(asked.ends_at + GRACE) == 0
    assert asked.late_seconds(asked.ends_at + GRACE + timedelta(seconds=5)) == 20


def test_the_end_has_a_grace_unless_the_candidate_ended_it() -> None:
    by_the_clock = an_ai_interview()
    assert not by_the_clock.is_over(END + END_GRACE)
    assert by_the_clock.is_over(END + END_GRACE + timedelta(milliseconds=1))
    session = by_the_clock.session.changed(status=SessionStatus.COMPLETED, ended_at=after(60))
    assert an_ai_interview(session=session).is_over(after(61))


def test_follow_ups_need_time_a_spoken_question_and_room() -> None:
    ai_interview = an_ai_interview()
    first = ai_interview.current
    assert first is not None
    assert ai_interview.may_follow_up(first, after(50))
    needed = timedelta(seconds=500 + 90 + 10 + 3 * 20)
    assert ai_interview.may_follow_up(first, END - needed)
    assert not ai_interview.may_follow_up(first, END - needed + timedelta(seconds=1))
    used = {place: FollowUpDecision(place=place, question=a_question(), decided_at=START) for place in (8, 9)}
    assert not an_ai_interview(decisions=used).may_follow_up(first, after(50))
    in_vain = {place: FollowUpDecision(place=place, decided_at=START) for place in (6, 7, 8, 9)}
    assert not an_ai_interview(decisions=in_vain).may_follow_up(first, after(50))


def test_a_coding_task_is_not_followed_up() -> None:
    plan = plan_from_bank(a_brief(ai_interview_type=AiInterviewType.CODING, duration_minutes=60))
    ai_interview = an_ai_interview(plan=plan)
    for place, question in enumerate(plan.questions, start=1):
        if question.round is AiInterviewType.CODING:
            break
        ai_interview = ai_interview.with_turn(a_turn(question.id, place, START))
    asked = ai_interview.current
    assert asked is not None
    assert asked.question.round is AiInterviewType.CODING
    assert ai_interview.session.ai_interview_type is AiInterviewType.TECHNICAL
    assert not ai_interview.may_follow_up(asked, START)


def test_a_draft_belongs_to_the_question_that_is_asked_now() -> None:
    draft = AnswerDraft(question_id="q-1", text="half", saved_at=START)
    ai_interview = an_ai_interview(presence=Presence(draft=draft))
    assert ai_interview.draft == draft
    assert ai_interview.with_turn(a_turn("q-1", 1, after(9))).draft is None


def test_the_clock_of_a_question_starts_when_the_page_says_that_it_is_shown() -> None:
    shown = Presence().shows("q-1", is_typed=False, now=after(6))
    asked = an_ai_interview(presence=Presence(on_screen=shown)).current
    assert asked is not None
    assert (asked.clock.thinks_until, asked.ends_at) == (after(26), after(126))


def test_nobody_gains_by_saying_late_that_a_question_is_shown_or_by_saying_it_of_another() -> None:
    late = Presence().shows("q-1", is_typed=False, now=after(90))
    asked = an_ai_interview(presence=Presence(on_screen=late)).current
    assert asked is not None
    assert asked.ends_at == after(15 + 20 + 100)
    early = Presence().shows("q-1", is_typed=False, now=after(-60))
    other = Presence().shows("q-2", is_typed=True, now=after(9))
    for on_screen in (early, other):
        asked = an_ai_interview(presence=Presence(on_screen=on_screen)).current
        assert asked is not None
        assert asked.ends_at == after(120)


def test_the_first_word_about_a_question_counts_and_typing_once_is_typing() -> None:
    first = Presence().shows("q-1", is_typed=False, now=after(3))
    again = Presence(on_screen=first).shows("q-1", is_typed=True, now=after(60))
    third = Presence(on_screen=again).shows("q-1", is_typed=False, now=after(80))
    assert (third.shown_at, third.is_typed) == (after(3), True)


def test_a_typed_answer_has_half_as_much_time_again_and_a_coding_task_has_its_own() -> None:
    typed = Presence(on_screen=Presence().shows("q-1", is_typed=True, now=START))
    asked = an_ai_interview(presence=typed).current
    assert asked is not None
    assert asked.ends_at == after(20 + 150)
    task = a_question(id="q-1", round=AiInterviewType.CODING, time_limit_seconds=100)
    plan = InterviewPlan(questions=(task,), made_by="BANK", seed="int_1")
    coding = an_ai_interview(plan=plan, presence=typed).current
    assert coding is not None
    assert coding.ends_at == after(120)


def test_unused_time_is_there_for_later_answers_and_can_be_used_up() -> None:
    first = an_ai_interview().current
    assert first is not None
    assert first.clock.unused_seconds(after(50)) == 70
    assert first.clock.unused_seconds(after(5)) == 100
    ai_interview = an_ai_interview().with_turn(a_turn("q-1", 1, after(50), unused_seconds=70))
    second = ai_interview.current
    assert second is not None
    assert second.ends_at == after(50 + 20 + 200 + 70)
    assert second.clock.unused_seconds(after(50 + 20 + 200 + 30)) == -30
    third = ai_interview.with_turn(a_turn("q-2", 2, after(300), unused_seconds=-30)).current
    assert third is not None
    assert third.clock.saved_seconds == 40


def test_more_time_is_never_taken_from_later_questions() -> None:
    enters = END - timedelta(seconds=20 + 100 + 20 + 200 + 20 + 300 + 12)
    session = a_session(status=SessionStatus.IN_PROGRESS, joined_at=enters, starts_at=START)
    typed = Presence(on_screen=Presence().shows("q-1", is_typed=True, now=enters))
    asked = an_ai_interview(session=session, presence=typed).current
    assert asked is not None
    assert asked.ends_at == enters + timedelta(seconds=120 + 12)


def test_extra_time_stretches_the_time_to_think() -> None:
    session = a_session(status=SessionStatus.IN_PROGRESS, joined_at=START, starts_at=START, extra_time_percent=50)
    asked = an_ai_interview(session=session).current
    assert asked is not None
    assert asked.clock.thinks_until == after(30)


def test_the_last_question_is_the_last_one() -> None:
    ai_interview = an_ai_interview().with_turn(a_turn("q-1", 1, after(40))).with_turn(a_turn("q-2", 2, after(80)))
    last = ai_interview.current
    assert last is not None
    assert not ai_interview.may_follow_up(last, after(100))
    before = an_ai_interview().with_turn(a_turn("q-1", 1, after(40))).current
    assert before is not None
    assert ai_interview.may_follow_up(before, after(60))


def test_the_language_is_that_of_the_questions_as_they_are() -> None:
    german = a_session(language_code="de-DE")
    english = a_plan().model_copy(update={"language_code": "en"})
    assert an_ai_interview(session=german, plan=english).language_code == "en"
    assert (
        an_ai_interview(session=german, plan=english.model_copy(update={"language_code": "de-DE"})).language_code
        == "de-DE"
    )
    assert an_ai_interview(session=a_session(language_code="en-IN"), plan=english).language_code == "en-IN"


@pytest.mark.parametrize(("minutes", "late"), [(15, 10), (30, 10), (45, 10), (60, 25), (45, 0)])
@pytest.mark.parametrize("extra", [0, 50])
def test_a_late_candidate_is_asked_every_question_even_if_each_answer_takes_its_full_time(
    minutes: int, late: int, extra: int
) -> None:
    plan = plan_from_bank(a_brief(duration_minutes=minutes, extra_time_percent=extra))
    joined_at = START + timedelta(minutes=late)
    session = a_session(
        status=SessionStatus.IN_PROGRESS,
        starts_at=START,
        ends_at=START + timedelta(minutes=minutes * (100 + extra) / 100),
        joined_at=joined_at,
        extra_time_percent=extra,
    )
    ai_interview = AiInterview(session=session, plan=plan)
    asked = []
    while (current := ai_interview.current) is not None and current.asked_at < session.ends_at:
        asked.append(current.question)
        # In the last second of the answer's own time.
        ai_interview = ai_interview.with_turn(a_turn(current.question.id, current.place, current.clock.own_end))
    assert len(asked) == len(plan.questions)
    assert all(one.time_limit_seconds >= 30 for one in asked)
    if late == 0:
        assert asked == list(plan.questions)
