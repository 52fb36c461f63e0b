"""A report: what was answered, by its own words, and what happened beside it."""

from datetime import timedelta

from greenroom.interviewing.ai_interview import AiInterview, AnswerDraft, Fact, FactKind, Presence
from greenroom.interviewing.evaluation import Evaluation, Verdict
from greenroom.interviewing.report import Report, observations, prompt_version_of, summary, transcript
from greenroom.models.interview import ReportStatus
from tests.unit.interviewing.builders import PLAIN_ANSWER, USED
from tests.unit.interviewing.test_ai_interview import START, a_turn, after, an_ai_interview


def ended(ai_interview: AiInterview) -> AiInterview:
    session = ai_interview.session.changed(ended_at=after(600))
    return AiInterview(session, ai_interview.plan, ai_interview.turns, ai_interview.decisions, ai_interview.presence)


def test_a_transcript_holds_what_was_asked_and_nothing_else() -> None:
    ai_interview = an_ai_interview().with_turn(a_turn("q-1", 1, after(40)))
    (only,) = transcript(ai_interview, None)
    assert (only.number, only.question.id, only.was_handed_in, only.verdict) == (1, "q-1", True, None)


def test_the_end_finds_a_draft() -> None:
    draft = AnswerDraft(question_id="q-1", text=PLAIN_ANSWER, saved_at=after(30))
    (only,) = transcript(an_ai_interview(presence=Presence(draft=draft)), None)
    assert (only.turn.text, only.was_handed_in) == (PLAIN_ANSWER, False)
    empty = AnswerDraft(question_id="q-1", text=None, saved_at=after(30))
    assert list(transcript(an_ai_interview(presence=Presence(draft=empty)), None)) == []


def test_the_summary_counts_what_the_record_shows() -> None:
    ai_interview = ended(an_ai_interview().with_turn(a_turn("q-1", 1, after(40)).changed(text=PLAIN_ANSWER)))
    told = summary(ai_interview, list(transcript(ai_interview, None)))
    assert told.startswith("Meera Iyer handed in 1 of 3 answers in 10 minutes. Answered: 1 in words. ")
    assert "point" not in told
    assert told.endswith("No model was asked, so no answer has a score.")


def test_the_summary_counts_what_was_handed_in_and_tells_a_draft_apart() -> None:
    passed_over = a_turn("q-1", 1, after(40)).changed(text=None)
    draft = AnswerDraft(question_id="q-2", text=PLAIN_ANSWER, saved_at=after(60))
    ai_interview = ended(an_ai_interview(presence=Presence(draft=draft)).with_turn(passed_over))
    told = summary(ai_interview, list(transcript(ai_interview, None)))
    assert told.startswith(
        "Meera Iyer handed in 0 of 3 answers in 10 minutes. 1 draft stood there when the time was over."
    )


def test_a_summary_in_another_language_counts_no_points() -> None:
    ai_interview = an_ai_interview().with_turn(a_turn("q-1", 1, after(40)))
    assert ai_interview.plan
    german = ai_interview.plan.model_copy(update={"language_code": "de-DE"})
    ai_interview = ended(AiInterview(ai_interview.session, german, ai_interview.turns))
    told = summary(ai_interview, list(transcript(ai_interview, None)))
    assert "not compared" in told
    assert "expected point." not in told
    assert " of 12" not in told


def test_scores_are_counted_in_the_summary_and_never_added_up() -> None:
    evaluation = Evaluation(
        question_id="q-1", verdict=Verdict.SCORED, score=3, quotes=("mutable",), model="m", usage=USED
    )
    report = Report(status=ReportStatus.READY, evaluations={"q-1": evaluation}, made_by="MODEL")
    ai_interview = ended(an_ai_interview().with_turn(a_turn("q-1", 1, after(40)).changed(text=PLAIN_ANSWER)))
    told = summary(ai_interview, list(transcript(ai_interview, report)))
    assert "1 answer could be scored, 0 held too little to judge" in told
    assert (report.model, report.usage, prompt_version_of(report) is not None) == ("m", USED, True)


def test_words_that_were_spoken_stand_in_for_sound() -> None:
    turn = a_turn("q-1", 1, after(40)).changed(text=None, audio_key="answers/o/i/q-1/rec.webm")
    report = Report(status=ReportStatus.READY, transcripts={"q-1": "I said so."})
    (only,) = transcript(an_ai_interview().with_turn(turn), report)
    assert only.turn.text == "I said so."


def test_facts_are_told_in_order_in_the_slots_zone() -> None:
    left = Fact(kind=FactKind.LEFT_TAB, at=START + timedelta(minutes=3), until=START + timedelta(minutes=3, seconds=40))
    pasted = Fact(kind=FactKind.PASTED, at=START + timedelta(minutes=1), characters=300)
    turn = a_turn("q-1", 1, after(200)).changed(facts=(left, pasted))
    ai_interview = an_ai_interview().with_turn(turn)
    told = [one.sentence for one in observations(ai_interview, list(transcript(ai_interview, None)))]
    # Noon in UTC is 17:30 in Kolkata.
    assert told == ["Pasted 300 characters at 17:31", "Left the tab at 17:33 for 40 s"]
