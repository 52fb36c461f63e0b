"""The HTML of the video room's page, and the files that it loads."""

import re

import pytest

from functions.portal.pages import ROOM_MODULES, Pages
from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.interview import InterviewType
from tests.unit.portal.samples import START, a_session
from tests.unit.portal.test_interview_page import WEB, imported_by
from tests.unit.portal.test_pages import words_of

PAGES = Pages("1a2b3c4d")
MEETING = a_session(interview_type=InterviewType.ONLINE)


def test_all_modules_of_the_room_are_fetched_beside_its_script() -> None:
    assert {WEB / name for name in ROOM_MODULES} == imported_by(WEB / "room" / "main.js")
    html = PAGES.video_room(MEETING, START, CANDIDATE)
    assert re.findall(r'modulepreload" href="/static/[^/"]+/([^"]+)"', html) == list(ROOM_MODULES)


def test_the_candidates_page_has_no_room_id_no_papers_and_no_way_to_let_somebody_in() -> None:
    html = PAGES.video_room(MEETING, START, CANDIDATE)
    for name in ("data-room-id", "data-papers", "data-admit"):
        assert name not in html
    assert "sees when you join and leave" in html


@pytest.mark.parametrize("role", [CANDIDATE, INTERVIEWER])
def test_both_are_told_that_nothing_is_recorded(role: str) -> None:
    assert "Nothing is recorded" in words_of(PAGES.video_room(MEETING, START, role, "org_1-room"))


def test_the_page_carries_no_script_or_style_of_its_own() -> None:
    evil = '"><script>alert(1)</script>'
    session = a_session(candidate_name=evil, job_title=evil, org_name=evil, interview_type=InterviewType.ONLINE)
    html = PAGES.video_room(session, START, INTERVIEWER, evil)
    assert "<script>" not in html
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert "!" not in words_of(html.replace("<!doctype html>", ""))
