import pytest

from greenroom.interviewing.evaluation import Verdict
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.interviewer import (
    Failure,
    ModelFailedError,
    ModelTimeLimit,
    ask_follow_up,
    evaluate_answer,
    prepare_plan,
)
from greenroom.interviewing.plan import TokenUsage
from greenroom.interviewing.replies import FollowUpReply, PlanReply
from tests.clocks import StandingClock
from tests.unit.interviewing.builders import (
    PLAIN_ANSWER,
    USED,
    ScriptedModel,
    a_brief,
    a_plan_reply,
    a_question,
    an_evaluation_reply,
)


def failed(failure: Failure, retry_after: float = 0) -> ModelFailedError:
    return ModelFailedError(failure, usage=TokenUsage(calls=1), retry_after_seconds=retry_after)


BAD_PLAN = PlanReply(questions=[])


def test_without_a_model_the_bank_makes_the_plan_and_says_so() -> None:
    plan = prepare_plan(a_brief(), None)
    assert (plan.made_by, plan.fallback_reason) == ("BANK", "NO_MODEL")


def test_a_good_reply_makes_the_plan_at_the_first_try() -> None:
    brief = a_brief()
    plan = prepare_plan(brief, ScriptedModel(a_plan_reply(brief)))
    assert (plan.made_by, plan.model, plan.fallback_reason, plan.usage) == ("MODEL", "test-model", None, USED)


@pytest.mark.parametrize("first", [failed(Failure.SERVER_ERROR), failed(Failure.UNREACHABLE), BAD_PLAN])
def test_a_second_try_may_succeed_and_both_are_paid_for(first: object) -> None:
    brief = a_brief()
    plan = prepare_plan(brief, ScriptedModel(first, a_plan_reply(brief)))
    assert plan.made_by == "MODEL"
    assert plan.usage.calls == 2


def test_after_two_bad_replies_the_bank_makes_the_plan_and_says_why() -> None:
    brief = a_brief()
    language_model = ScriptedModel(BAD_PLAN, failed(Failure.TRUNCATED), a_plan_reply(brief))
    plan = prepare_plan(brief, language_model)
    assert plan.made_by == "BANK"
    assert plan.fallback_reason == "NOT_ACCEPTED: not 6 spoken questions and then 0 coding tasks; TRUNCATED"
    assert plan.questions == plan_from_bank(brief).questions
    assert plan.usage.calls == 2
    assert len(language_model.seconds) == 2


@pytest.mark.parametrize("failure", [Failure.TIMEOUT, Failure.REFUSED_BY_SERVER])
def test_a_failure_that_a_repeat_cannot_help_is_not_repeated(failure: Failure) -> None:
    language_model = ScriptedModel(failed(failure))
    assert prepare_plan(a_brief(), language_model).fallback_reason == failure
    assert len(language_model.seconds) == 1


def test_both_tries_share_twenty_seconds() -> None:
    clock = StandingClock()
    language_model = ScriptedModel(BAD_PLAN, BAD_PLAN, on_call=lambda _: clock.pass_seconds(12))
    prepare_plan(a_brief(), language_model, ModelTimeLimit(clock=clock.seconds))
    assert language_model.seconds == [20, 8]


def test_no_second_try_when_the_time_is_used_up() -> None:
    clock = StandingClock()
    language_model = ScriptedModel(BAD_PLAN, BAD_PLAN, on_call=lambda _: clock.pass_seconds(20))
    assert prepare_plan(a_brief(), language_model, ModelTimeLimit(clock=clock.seconds)).made_by == "BANK"
    assert len(language_model.seconds) == 1


@pytest.mark.parametrize(("retry_after", "pauses"), [(0, []), (1.5, [1.5]), (60, [])])
def test_a_throttled_model_is_waited_for_only_briefly(retry_after: float, pauses: list[float]) -> None:
    brief, clock = a_brief(), StandingClock()
    waited: list[float] = []
    language_model = ScriptedModel(failed(Failure.THROTTLED, retry_after), a_plan_reply(brief))
    assert (
        prepare_plan(brief, language_model, ModelTimeLimit(clock=clock.seconds, pause=waited.append)).made_by == "MODEL"
    )
    assert waited == pauses


def test_a_slot_too_short_for_a_model_goes_to_the_bank_at_once() -> None:
    language_model = ScriptedModel()
    assert prepare_plan(a_brief(duration_minutes=2), language_model).fallback_reason == "SLOT_TOO_SHORT"
    assert language_model.seconds == []


def test_a_follow_up_is_asked_once_and_within_six_seconds() -> None:
    language_model = ScriptedModel(FollowUpReply(question="Can you give an example?"))
    follow_up = ask_follow_up(
        a_question(), PLAIN_ANSWER, language_model, patience=ModelTimeLimit(6, clock=StandingClock().seconds)
    )
    assert follow_up.question is not None
    assert follow_up.usage == USED
    assert language_model.seconds == [6]
    assert ask_follow_up(follow_up.question, PLAIN_ANSWER, language_model).question is None


@pytest.mark.parametrize("answer", ["", "  ", "no idea"])
def test_nobody_is_asked_for_more_when_there_is_no_answer(answer: str) -> None:
    assert ask_follow_up(a_question(), answer, ScriptedModel()).question is None
    assert ask_follow_up(a_question(), PLAIN_ANSWER, None).question is None


def test_a_failing_model_never_stops_an_interview() -> None:
    language_model = ScriptedModel(failed(Failure.TIMEOUT))
    follow_up = ask_follow_up(a_question(), PLAIN_ANSWER, language_model)
    assert follow_up.question is None
    assert follow_up.usage.calls == 1


def test_an_answer_is_evaluated_and_a_bad_reply_is_tried_again() -> None:
    language_model = ScriptedModel(an_evaluation_reply(score=9), an_evaluation_reply())
    evaluation = evaluate_answer(a_question(), PLAIN_ANSWER, language_model)
    assert (evaluation.score, evaluation.usage.calls) == (3, 2)


def test_an_empty_answer_costs_nothing_and_has_no_score() -> None:
    evaluation = evaluate_answer(a_question(), " \n ", ScriptedModel())
    assert (evaluation.verdict, evaluation.score) == (Verdict.INSUFFICIENT_EVIDENCE, None)


def test_an_evaluation_that_fails_twice_is_visible_to_the_caller_with_what_it_cost() -> None:
    language_model = ScriptedModel(failed(Failure.SERVER_ERROR), failed(Failure.REFUSED))
    with pytest.raises(ModelFailedError) as error:
        evaluate_answer(a_question(), PLAIN_ANSWER, language_model)
    assert error.value.reason == "SERVER_ERROR; REFUSED"
    assert error.value.usage.calls == 2
