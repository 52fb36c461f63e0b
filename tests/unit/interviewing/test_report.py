"""A report: what was answered, by its own words, and what happened beside it."""

from datetime import timedelta

from greenroom.interviewing.evaluation import Evaluation, Verdict
from greenroom.interviewing.report import Report, observations, prompt_version_of, summary, transcript
from greenroom.interviewing.sitting import Draft, Fact, FactKind, Presence, Sitting
from greenroom.models.interview import ReportStatus
from tests.unit.interviewing.builders import PLAIN_ANSWER, USED
from tests.unit.interviewing.test_sitting import START, a_sitting, a_turn, after


def ended(sitting: Sitting) -> Sitting:
    session = sitting.session.changed(ended_at=after(600))
    return Sitting(session, sitting.plan, sitting.turns, sitting.decisions, sitting.presence)


def test_a_transcript_holds_what_was_asked_and_nothing_else() -> None:
    sitting = a_sitting().with_turn(a_turn("q-1", 1, after(40)))
    (only,) = transcript(sitting, None)
    assert (only.number, only.question.id, only.was_handed_in, only.verdict) == (1, "q-1", True, None)


def test_the_end_finds_a_draft() -> None:
    draft = Draft(question_id="q-1", text=PLAIN_ANSWER, saved_at=after(30))
    (only,) = transcript(a_sitting(presence=Presence(draft=draft)), None)
    assert (only.turn.text, only.was_handed_in) == (PLAIN_ANSWER, False)
    empty = Draft(question_id="q-1", text=None, saved_at=after(30))
    assert list(transcript(a_sitting(presence=Presence(draft=empty)), None)) == []


def test_the_summary_counts_what_the_record_shows() -> None:
    sitting = ended(a_sitting().with_turn(a_turn("q-1", 1, after(40)).changed(text=PLAIN_ANSWER)))
    told = summary(sitting, list(transcript(sitting, None)))
    assert told.startswith("Meera Iyer handed in 1 of 3 answers in 10 minutes. Answered: 1 in words. ")
    assert "point" not in told
    assert told.endswith("No model was asked, so no answer has a score.")


def test_the_summary_counts_what_was_handed_in_and_tells_a_draft_apart() -> None:
    passed_over = a_turn("q-1", 1, after(40)).changed(text=None)
    draft = Draft(question_id="q-2", text=PLAIN_ANSWER, saved_at=after(60))
    sitting = ended(a_sitting(presence=Presence(draft=draft)).with_turn(passed_over))
    told = summary(sitting, list(transcript(sitting, None)))
    assert told.startswith(
        "Meera Iyer handed in 0 of 3 answers in 10 minutes. 1 draft stood there when the time was over."
    )


def test_a_summary_in_another_language_counts_no_points() -> None:
    sitting = a_sitting().with_turn(a_turn("q-1", 1, after(40)))
    assert sitting.plan
    german = sitting.plan.model_copy(update={"language_code": "de-DE"})
    sitting = ended(Sitting(sitting.session, german, sitting.turns))
    told = summary(sitting, list(transcript(sitting, None)))
    assert "not compared" in told
    assert "expected point." not in told
    assert " of 12" not in told


def test_scores_are_counted_in_the_summary_and_never_added_up() -> None:
    evaluation = Evaluation(
        question_id="q-1", verdict=Verdict.SCORED, score=3, quotes=("mutable",), model="m", usage=USED
    )
    report = Report(status=ReportStatus.READY, evaluations={"q-1": evaluation}, made_by="MODEL")
    sitting = ended(a_sitting().with_turn(a_turn("q-1", 1, after(40)).changed(text=PLAIN_ANSWER)))
    told = summary(sitting, list(transcript(sitting, report)))
    assert "1 answer could be scored, 0 held too little to judge" in told
    assert (report.model, report.usage, prompt_version_of(report) is not None) == ("m", USED, True)


def test_words_that_were_spoken_stand_in_for_sound() -> None:
    turn = a_turn("q-1", 1, after(40)).changed(text=None, audio_key="answers/o/i/q-1/rec.webm")
    report = Report(status=ReportStatus.READY, transcripts={"q-1": "I said so."})
    (only,) = transcript(a_sitting().with_turn(turn), report)
    assert only.turn.text == "I said so."


def test_facts_are_told_in_order_in_the_slots_zone() -> None:
    left = Fact(kind=FactKind.LEFT_TAB, at=START + timedelta(minutes=3), until=START + timedelta(minutes=3, seconds=40))
    pasted = Fact(kind=FactKind.PASTED, at=START + timedelta(minutes=1), characters=300)
    turn = a_turn("q-1", 1, after(200)).changed(facts=(left, pasted))
    sitting = a_sitting().with_turn(turn)
    told = [one.sentence for one in observations(sitting, list(transcript(sitting, None)))]
    # Noon in UTC is 17:30 in Kolkata.
    assert told == ["Pasted 300 characters at 17:31", "Left the tab at 17:33 for 40 s"]
