"""The HTML of the interview's page, the files that it loads, and the closing page."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from functions.portal.pages import INTERVIEW_MODULES, LONGEST_ANSWER, Pages, RoomFacts
from greenroom.api.subjects import ai_interviews
from greenroom.models.interview import InterviewType
from greenroom.models.session import SessionStatus
from tests.unit.portal.page_files import scripts_in
from tests.unit.portal.samples import START, a_session
from tests.unit.portal.test_pages import DAY_BEFORE, heading_of, words_of

PAGES = Pages("1a2b3c4d")
ROOT = Path(__file__).parents[3]
WEB = ROOT / "web" / "static"
VENDORED = WEB / "vendor" / "codemirror"
RUNNING = a_session(status=SessionStatus.IN_PROGRESS, joined_at=START)
FACTS = RoomFacts(questions=8, retention_days=90, answered=8)
DURING = START + timedelta(minutes=5)
AFTER = START + timedelta(hours=1)


def imported_by(script: Path) -> set[Path]:
    """All modules that a script imports statically, also indirectly; dynamic imports are left out."""
    found = {(script.parent / name).resolve() for name in re.findall(r'from "(\.[^"]+)"', script.read_text())}
    return found.union(*(imported_by(one) for one in found)) if found else found


def test_a_running_interview_shows_its_questions_with_the_servers_clock_and_the_way_of_answering() -> None:
    html = PAGES.for_start(RUNNING, DURING, "token", FACTS, "type")
    assert 'data-interview-id="int_01" data-language="en-IN" data-mode="type"' in html
    assert 'data-server-time="2026-11-27T09:05:00Z"' in html


@pytest.mark.parametrize(
    ("status", "now", "heading"),
    [
        ("SCHEDULED", DAY_BEFORE, "Backend Engineer interview"),
        ("SCHEDULED", START, "You are in the right place, Asha Rao"),
        ("SCHEDULED", START + timedelta(minutes=11), "You can no longer enter this interview"),
        ("IN_PROGRESS", AFTER, "Thank you, Asha Rao"),
        ("COMPLETED", DURING, "Thank you, Asha Rao"),
        ("CANCELLED", DURING, "This interview was cancelled"),
    ],
)
def test_a_candidate_outside_the_interview_gets_the_page_of_its_state(status: str, now: datetime, heading: str) -> None:
    html = PAGES.for_start(a_session(status=SessionStatus(status)), now, "token", FACTS)
    assert heading_of(html) == heading


def test_a_meeting_with_a_person_has_no_questions_here() -> None:
    meeting = RUNNING.changed(interview_type=InterviewType.ONLINE)
    assert "You meet a person" in PAGES.for_start(meeting, DURING, "token", FACTS)


def test_the_closing_page_says_what_was_handed_in_and_what_follows() -> None:
    text = words_of(PAGES.for_start(RUNNING, AFTER, "token", RoomFacts(8, 90, 7, 5)))
    assert "Handed in 7 of 8 answers" in text
    assert "reads your answers and decides about the next step." in text
    assert "You hear from them by Wednesday, 2 December 2026." in text
    assert "They are erased 90 days after the interview." in text
    assert "Would you like your data, or its deletion?" in text


def test_the_page_works_as_a_document_and_carries_no_script_or_style_of_its_own() -> None:
    evil = '"><script>alert(1)</script>'
    html = PAGES.interview(a_session(candidate_name=evil, job_title=evil, org_name=evil, company_name=evil), DURING)
    assert "<script>" not in html
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert "This page needs JavaScript" in html
    assert "!" not in words_of(html.replace("<!doctype html>", ""))


def test_all_modules_of_the_interview_are_fetched_beside_its_script() -> None:
    assert {WEB / name for name in INTERVIEW_MODULES} == imported_by(WEB / "interview" / "main.js")
    html = PAGES.interview(RUNNING, DURING)
    assert re.findall(r'modulepreload" href="/static/[^/"]+/([^"]+)"', html) == list(INTERVIEW_MODULES)


def test_no_sentence_of_its_scripts_shouts() -> None:
    for script in scripts_in(WEB / "interview"):
        assert not re.search(r"[A-Za-z]!(?=[\s\"'`])", script.read_text()), script.name


def test_a_field_takes_as_much_as_the_interviewer() -> None:
    assert LONGEST_ANSWER == ai_interviews.LONGEST_ANSWER
    assert f'maxlength="{LONGEST_ANSWER}"' in PAGES.interview(RUNNING, DURING)


def test_the_editor_is_the_one_that_its_package_names_and_comes_with_its_licences() -> None:
    wanted = json.loads((ROOT / "local" / "editor" / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "local" / "editor" / "package-lock.json").read_text())["packages"]
    licences = (VENDORED / "LICENSE.txt").read_text()
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert f"{name} {version} (MIT)" in licences
    for script in scripts_in(VENDORED):
        assert all(f"{name}@{version}" in script.read_text()[:800] for name, version in wanted.items()), script.name


def test_the_editor_needs_nothing_that_the_content_security_policy_forbids() -> None:
    for script in scripts_in(VENDORED):
        assert not re.search(r"\beval\(|new Function\(|new Worker\(|https?://(?!www\.w3\.org)", script.read_text())
