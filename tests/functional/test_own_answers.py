"""Candidates' own answers after the interview, behind their link for as long as they are kept."""

import re

from greenroom.settings import settings
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, make_report
from tests.functional.own_list import Browser
from tests.functional.own_pages import words
from tests.world import aws


def arrived(invited: InvitedCandidate) -> Browser:
    browser = Browser()
    assert browser.get(f"/?session_key={invited.key}").status == 303
    return browser


def test_candidates_read_and_hear_their_answers_and_nothing_that_others_think_of_them(
    invited: InvitedCandidate,
) -> None:
    first = invited.did("start")["question"]
    second = invited.did("answer", question_id=first["id"], text="<b>I measure first.</b>")["question"]
    key = invited.did("upload", question_id=second["id"], content_type="audio/webm")["audio_key"]
    aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"sound")
    invited.did("answer", question_id=second["id"], audio_key=key)
    browser = arrived(invited)
    address = f"/interview/answers/{invited.interview_id}"
    assert browser.get(address).status == 404  # it is not over
    invited.did("finish")
    make_report(invited)
    closing = browser.get("/")
    assert f'href="{address}"' in closing.text
    page = browser.get(address)
    assert page.status == 200
    said = words(page)
    assert first["text"] in said
    assert "<b>I measure first.</b>" in said
    assert "They are erased 365 days after the interview." in said
    assert re.search(r'<audio [^>]*src="[^"]*answers/', page.text)
    for opinion in ("core", "expected", "competency", "topic"):
        assert opinion not in said


def test_the_answers_open_after_the_link_has_died_and_with_it_alone(invited: InvitedCandidate, clock: Clock) -> None:
    first = invited.did("start")["question"]
    invited.did("answer", question_id=first["id"], text="I measure first.")
    invited.did("finish")
    clock.forward(days=40)
    browser = arrived(invited)
    over = browser.get("/")
    assert over.status == 410
    assert "Read your answers" in words(over)
    assert "I measure first." in words(browser.get(f"/interview/answers/{invited.interview_id}"))
    assert Browser().get(f"/interview/answers/{invited.interview_id}").status == 404
    assert browser.get("/interview/answers/int_other").status == 404
