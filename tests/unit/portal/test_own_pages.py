"""The contents of the pages of a candidate's own list."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from functions.portal.jobseeker_pages import OwnPages, days_of, list_position_in, state_of
from functions.portal.offered_times import Refused, position_in
from functions.portal.pages import Pages
from greenroom.errors import InterviewDisabledError, SlotFullError, StaleVersionError, ValidationError
from greenroom.models.interview import InterviewStatus
from greenroom.usecases.own_interviews import ListPosition, OwnList
from tests.builders import NOON
from tests.unit.portal.own_samples import LINK, a_choice, a_list, an_own_interview
from tests.unit.portal.page_files import static_files_in
from tests.unit.portal.samples import START, a_session

PAGES = OwnPages("1a2b3c4d")
WEB = Path(__file__).parents[3] / "web" / "static"


def all_pages() -> list[str]:
    refused = Refused(SlotFullError(), "moved")
    return [
        PAGES.ask(),
        PAGES.ask(typed="meera", is_wrong=True),
        PAGES.asked(),
        PAGES.open_link("t" * 43),
        PAGES.own_list(a_list(NOON, next_position=ListPosition("cand_1", "int_1")), NOON, "token", done="moved"),
        PAGES.own_list(OwnList([], None), NOON, "token"),
        PAGES.change(a_choice(NOON), NOON, "token", refused),
        PAGES.change(a_choice(NOON, times=0), NOON, "token"),
        PAGES.link_is_over(),
        PAGES.no_such_interview(),
        PAGES.stale_own_form(),
    ]


@pytest.mark.parametrize(
    ("status", "starts_in", "words"),
    [
        ("SCHEDULED", timedelta(days=2), "Booked"),
        ("SCHEDULED", timedelta(seconds=20), "Open now"),
        ("SCHEDULED", timedelta(minutes=-11), "You can no longer enter"),
        ("SCHEDULED", timedelta(hours=-2), "Over"),
        ("IN_PROGRESS", timedelta(minutes=-20), "Under way"),
        ("IN_PROGRESS", timedelta(hours=-2), "Over"),
        ("COMPLETED", timedelta(days=-1), "Finished"),
        ("NO_SHOW", timedelta(days=-1), "You did not check in"),
        ("CANCELLED", timedelta(days=1), "Cancelled"),
    ],
)
def test_a_state_is_said_in_words(status: str, starts_in: timedelta, words: str) -> None:
    assert state_of(an_own_interview(NOON, starts_in, status=InterviewStatus(status)), NOON).words == words


def test_upcoming_interviews_stand_first_with_the_soonest_on_top() -> None:
    html = PAGES.own_list(a_list(NOON), NOON, "token")
    assert re.findall(r'data-interview="(\w+)"', html) == [
        *("int_open", "int_booked", "int_place", "int_pending"),
        *("int_gone", "int_done", "int_missed"),
    ]


def test_a_link_is_shown_only_while_it_opens_something() -> None:
    html = PAGES.own_list(a_list(NOON), NOON, "token")
    assert html.count(f'readonly value="{LINK}"') == 3


def test_each_button_says_which_interview_it_is_for() -> None:
    html = PAGES.own_list(a_list(NOON), NOON, "token")
    labels = re.findall(r'<(?:a|button)[^>]*class="button[^>]*>(.*?)</(?:a|button)>', html, flags=re.S)
    said = [re.sub(r"<[^>]+>", "", label).strip() for label in labels]
    assert len(set(said) - {"Sign out"}) > 3
    assert all("interview" in each for each in said if each != "Sign out")


def test_times_are_grouped_by_the_day_on_the_candidates_clock() -> None:
    days = days_of(a_choice(NOON).times, "Europe/Berlin")
    assert [(day.words, len(day.times)) for day in days] == [
        ("Friday, 4 December 2026", 2),
        ("Saturday, 5 December 2026", 4),
        ("Sunday, 6 December 2026", 1),
    ]
    assert days[0].times[0] == ("slot_0", "13:00 to 13:45", "17:30 in India")


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (Refused(SlotFullError(), "moved"), "Somebody else took this time a moment ago. Choose another one."),
        (Refused(InterviewDisabledError(), "moved"), "The recruiter has closed interviews for this job."),
        (Refused(StaleVersionError(), "cancelled"), "This interview changed in the meantime."),
        (Refused(ValidationError("x"), "cancelled"), "Write a reason of up to 500 characters first."),
        (Refused(ValidationError("x"), "moved"), "Choose one of the times first."),
    ],
)
def test_a_refusal_speaks_to_the_candidate(refused: Refused, words: str) -> None:
    assert refused.words.startswith(words)


def test_typed_text_is_kept_when_a_form_is_refused() -> None:
    html = PAGES.change(a_choice(NOON), NOON, "token", Refused(StaleVersionError(), "cancelled", "I am <ill>"))
    assert ">I am &lt;ill&gt;</textarea>" in html


@pytest.mark.parametrize("text", [None, "", "x" * 200, "a b", "https://evil.example", "a~b~c", "<x>"])
def test_a_cursor_that_is_none_is_ignored(text: str | None) -> None:
    assert list_position_in(text) is None
    assert position_in(text) is None


def test_cursors_come_back_as_they_were() -> None:
    assert list_position_in("cand_1~int_1") == ListPosition("cand_1", "int_1")
    assert list_position_in("cand_1") == ListPosition("cand_1")
    position = {"starts_at": "2026-12-01T09:00:00.500Z", "slot_id": "slot_1"}
    assert position_in("2026-12-01T09:00:00.500Z~slot_1") == position


def test_no_page_has_a_script_or_style_of_its_own_nor_shouts() -> None:
    for html in all_pages():
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
        assert "!" not in re.sub(r"<[^>]+>", " ", html.replace("<!doctype html>", ""))


def test_every_file_that_a_page_names_exists() -> None:
    for html in all_pages():
        for name in static_files_in(html):
            assert (WEB / name).is_file(), name


def test_every_form_leads_to_a_path_of_ours() -> None:
    actions = [action for html in all_pages() for action in re.findall(r'action="([^"]*)"', html)]
    assert "/dashboard/jobseeker/sign-out" in actions
    assert [action for action in actions if not action.startswith("/dashboard/jobseeker")] == []


def test_the_early_page_links_to_other_times() -> None:
    assert 'href="/interview/change/int_01"' in Pages().early(a_session(), START - timedelta(days=1))
