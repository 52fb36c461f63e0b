"""The page of a session in each state, and its contents."""

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from functions.portal.outcomes import ErrorPage
from functions.portal.pages import Pages, RoomFacts
from functions.portal.when import countdown_words
from greenroom.models.interview import InterviewType
from greenroom.models.session import SessionStatus
from tests.unit.portal.page_files import scripts_in, static_files_in
from tests.unit.portal.samples import START, a_session

PAGES = Pages("1a2b3c4d")
WEB = Path(__file__).parents[3] / "web" / "static"
FACTS = RoomFacts(questions=8, retention_days=90)
DAY_BEFORE = START - timedelta(days=1)


def words_of(html: str) -> str:
    """The text of a page, without markup."""
    body = re.sub(r"<(head|svg)\b.*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace(" .", ".")


def heading_of(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, flags=re.S)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


@pytest.mark.parametrize(
    ("status", "now", "heading"),
    [
        ("SCHEDULED", DAY_BEFORE, "Backend Engineer interview"),
        ("SCHEDULED", START, "You are in the right place, Asha Rao"),
        ("SCHEDULED", START + timedelta(minutes=11), "You can no longer enter this interview"),
        ("IN_PROGRESS", START + timedelta(minutes=5), "Your interview is running"),
        ("IN_PROGRESS", START + timedelta(hours=1), "Thank you, Asha Rao"),
        ("COMPLETED", START + timedelta(hours=1), "Thank you, Asha Rao"),
        ("NO_SHOW", START + timedelta(hours=1), "You can no longer enter this interview"),
        ("CANCELLED", DAY_BEFORE, "This interview was cancelled"),
        ("MOVED", DAY_BEFORE, "This interview has a new time"),
    ],
)
def test_a_link_shows_the_page_of_its_state(status: str, now: datetime, heading: str) -> None:
    session = a_session(status=SessionStatus(status), joined_at=START if status == "IN_PROGRESS" else None)
    assert heading_of(PAGES.for_link(session, now, "token")) == heading


@pytest.mark.parametrize(
    ("interview_type", "words"),
    [(InterviewType.ONLINE, "You meet a person from Acme Robotics by video."), (InterviewType.OFFLINE, "12 MG Road")],
)
def test_an_interview_with_a_person_says_how_to_meet(interview_type: InterviewType, words: str) -> None:
    html = PAGES.for_link(a_session(interview_type=interview_type, location="12 MG Road"), DAY_BEFORE, "token")
    assert words in words_of(html)
    assert "run by an AI" not in html


def test_the_candidate_reads_their_own_zone_first_and_the_slots_after_it() -> None:
    text = words_of(PAGES.early(a_session(), DAY_BEFORE))
    assert "Friday, 27 November 2026 10:00 to 10:45, Berlin time 14:30 in India" in text


def test_a_day_that_differs_in_the_slots_zone_is_named() -> None:
    session = a_session(candidate_timezone="America/Los_Angeles", starts_at=START.replace(hour=4))
    text = words_of(PAGES.early(session, DAY_BEFORE))
    assert (
        "Thursday, 26 November 2026 20:00 to 20:45, Los Angeles time Friday, 27 November 2026, 09:30 in India" in text
    )


def test_pages_say_the_day_of_an_end_and_of_a_last_entry_after_midnight() -> None:
    starts_at = START.replace(hour=18, minute=25)
    late = a_session(candidate_timezone="Asia/Kolkata", starts_at=starts_at)
    text = words_of(PAGES.early(late, DAY_BEFORE))
    assert "Friday, 27 November 2026 23:55 to 00:40 on Saturday, 28 November, India time" in text
    assert "You can enter until 00:05 on Saturday, 28 November" in text


def test_a_room_that_opens_before_midnight_says_the_day_before() -> None:
    midnight = a_session(candidate_timezone="Asia/Kolkata", starts_at=START.replace(hour=18, minute=30))
    early = midnight.changed(opens_at=midnight.starts_at - timedelta(minutes=15))
    text = words_of(PAGES.early(early, DAY_BEFORE))
    assert "Saturday, 28 November 2026 00:00 to 00:45, India time" in text
    assert "opens at 23:45 on Friday, 27 November" in text


@pytest.mark.parametrize("candidate_zone", [None, "Asia/Kolkata"])
def test_one_zone_is_written_once(candidate_zone: str | None) -> None:
    text = words_of(PAGES.early(a_session(candidate_timezone=candidate_zone), DAY_BEFORE))
    assert "14:30 to 15:15, India time" in text
    assert "in India" not in text


def test_the_countdown_carries_the_servers_times() -> None:
    html = PAGES.early(a_session(), START - timedelta(minutes=5))
    assert 'data-server-time="2026-11-27T08:55:00Z"' in html
    assert 'data-opens-at="2026-11-27T08:59:30Z"' in html
    assert 'data-last-entry-at="2026-11-27T09:10:00Z"' in html
    assert '<span class="left" data-left>in 04:30</span>' in html


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=23), "in 2 days"),
        (timedelta(days=1, hours=7, minutes=59), "in 1 day 7 h"),
        (timedelta(hours=3, minutes=12, seconds=59), "in 3 h 12 min"),
        (timedelta(minutes=59, seconds=59.5), "in 1 h 0 min"),
        (timedelta(minutes=4, seconds=30.2), "in 04:31"),
        (timedelta(seconds=-5), "in 00:00"),
    ],
)
def test_the_time_left_is_said_as_finely_as_it_matters(left: timedelta, words: str) -> None:
    assert countdown_words(left) == words


def test_the_room_can_be_seen_early_but_not_started() -> None:
    html = PAGES.for_room(a_session(), DAY_BEFORE, "token", FACTS)
    assert re.findall(r'name="mode" value="(\w+)"[^>]* disabled', html) == ["speak", "type"]


def test_the_open_room_is_a_form_that_works_without_a_script() -> None:
    html = PAGES.for_room(a_session(), START, "a-token", FACTS)
    assert '<form method="post" action="/interview/ready/int_01"' in html
    assert '<input type="hidden" name="csrf_token" value="a-token">' in html
    assert '<input type="checkbox" name="consent" value="yes" required>' in html
    assert re.findall(r'name="mode" value="(\w+)"', html) == ["speak", "type"]
    assert "disabled" not in html


def test_the_room_says_what_will_happen() -> None:
    text = words_of(PAGES.ready(a_session(extra_time_percent=25), START, "token", FACTS))
    assert "An AI asks you 8 questions. You have 45 minutes, your extra time included." in text
    assert "They are erased 90 days after the interview." in text


def test_a_room_whose_questions_are_not_made_yet_names_no_number() -> None:
    assert "An AI asks you questions. You have 45 minutes." in words_of(PAGES.ready(a_session(), START, "token"))


def test_a_late_candidate_reads_how_many_minutes_are_left() -> None:
    text = words_of(PAGES.ready(a_session(), START + timedelta(minutes=9, seconds=20), "token"))
    assert "An AI asks you questions. It began at 10:00: 35 minutes of 45 minutes are left." in text


def test_a_room_says_what_is_noted_besides_the_answers() -> None:
    text = words_of(PAGES.ready(a_session(), START, "token", FACTS))
    assert "When you leave the tab, or paste text, that is noted with the time." in text
    assert "Your picture is not recorded." in text


def test_a_form_without_consent_comes_back_with_the_reason() -> None:
    html = PAGES.for_room(a_session(), START, "token", FACTS, consent_missing=True)
    assert "Tick the box to go on." in html
    assert 'aria-invalid="true" aria-describedby="consent-problem"' in html


def test_an_interview_that_runs_is_resumed() -> None:
    session = a_session(status=SessionStatus.IN_PROGRESS, joined_at=START)
    html = PAGES.for_link(session, START + timedelta(minutes=9), "token", FACTS)
    assert 'href="/interview/start/int_01">Go on with the interview</a>' in html


def test_the_organisations_colour_and_logo_are_linked_only_when_set() -> None:
    plain = PAGES.early(a_session(), DAY_BEFORE)
    assert "/brand/" not in plain
    assert "<img" not in plain
    branded = PAGES.early(a_session(brand_color="#B3005E", logo_url="https://acme.example/logo.png"), DAY_BEFORE)
    assert '<link rel="stylesheet" href="/brand/b3005e.css">' in branded
    assert '<img src="https://acme.example/logo.png" alt="" referrerpolicy="no-referrer">' in branded


def test_text_typed_by_a_recruiter_is_never_markup() -> None:
    evil = '"><script>alert(1)</script>'
    session = a_session(
        job_title=evil, company_name=evil, org_name=evil, candidate_name=evil, location=evil, joined_at=START,
        logo_url=f"https://acme.example/{evil}",
    )  # fmt: skip
    for html in _all_pages(session):
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_no_page_has_a_script_or_style_of_its_own() -> None:
    for html in _all_pages(a_session(joined_at=START)):
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
        assert all(
            link.startswith(f"/static/{PAGES.asset_version}/")
            for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
        )


def test_no_sentence_shouts() -> None:
    for html in _all_pages(a_session(joined_at=START)):
        assert "!" not in words_of(html.replace("<!doctype html>", ""))
    for script in scripts_in(WEB):
        assert not re.search(r"[A-Za-z]!(?=[\s\"'`])", script.read_text()), script.name


def test_every_file_that_a_page_names_exists() -> None:
    for html in _all_pages(a_session(joined_at=START)):
        for name in static_files_in(html):
            assert (WEB / name).is_file(), name
    for script in scripts_in(WEB):
        for name in re.findall(r'from "\./([^"]+)"', script.read_text()):
            assert (WEB / name).is_file(), name


def test_a_page_with_all_it_loads_stays_under_60_kilobytes() -> None:
    html = PAGES.ready(a_session(), START, "token", FACTS)
    files = [WEB / "greenroom.css", WEB / "favicon.svg", *WEB.glob("*.js")]
    size = sum(len(gzip.compress(each)) for each in [html.encode(), *(file.read_bytes() for file in files)])
    assert size <= 60_000


def test_a_page_without_a_session_helps_too() -> None:
    assert heading_of(PAGES.unknown_link()) == "This link does not open an interview"
    trouble = ErrorPage(
        "Your check-in could not be stored.", "Your place is kept.", "Try again in a minute.", "7F3K-29"
    )
    text = words_of(PAGES.trouble(trouble))
    assert "Your check-in could not be stored. Your place is kept." in text
    assert "Reference number: 7F3K-29" in text


def _all_pages(session: object) -> list[str]:
    assert isinstance(session, type(a_session()))
    settled = [session.changed(status=status) for status in SessionStatus if status is not SessionStatus.SCHEDULED]
    return [
        PAGES.early(session, DAY_BEFORE),
        PAGES.ready(session, START, "token", FACTS),
        PAGES.ready(session, START, "token"),
        PAGES.meeting(session, START, "token"),
        PAGES.place(session),
        PAGES.in_progress(session),
        PAGES.stale_form(session.changed()),
        *(PAGES.for_link(each, START, "token") for each in settled),
    ]
