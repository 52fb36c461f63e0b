"""Requests that /ai/* accepts: for the named interview, from its own pages, as JSON, and after consent."""

import re
from html import unescape
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.api.invited_candidate import COOKIE
from greenroom.usecases.join import check_in
from local.gateway import Answer, answered, rest_event
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate, parts
from tests.functional.own_list import Browser, hidden_fields
from tests.world import Founder, app

ROUTES = ("start", "answer", "finish", "heartbeat", "upload", "transcribe")


def by_cookie(invited: InvitedCandidate, route: str, body: object, **headers: str) -> Answer:
    return answered(rest_event("POST", f"/ai/{route}", body, {"Cookie": f"{COOKIE}={invited.key}", **headers}))


def a_body(route: str, question_id: str, interview_id: str) -> dict[str, Any]:
    key = f"answers/org/{interview_id}/{question_id}/rec_1.webm"
    more: dict[str, dict[str, Any]] = {
        "start": {"consent": True},
        "answer": {"question_id": question_id, "text": "Mine."},
        "heartbeat": {"question_id": question_id, "text": "Mine."},
        "upload": {"question_id": question_id, "content_type": "audio/webm"},
        "transcribe": {"question_id": question_id, "audio_key": key},
    }
    return more.get(route, {})


def test_the_session_tells_the_interview_and_each_request_by_cookie_names_it(invited: InvitedCandidate) -> None:
    told = answered(rest_event("GET", "/ai/session", None, {"Cookie": f"{COOKIE}={invited.key}"})).json["interview_id"]
    assert told == invited.interview_id
    nameless = by_cookie(invited, "start", {"consent": True})
    assert (nameless.status, nameless.code) == (400, "VALIDATION")
    assert [problem["field"] for problem in nameless.json["details"]] == ["interview_id"]
    named = by_cookie(invited, "start", {"consent": True, "interview_id": told})
    assert named.json["question"]["number"] == 1


def test_by_header_or_body_the_key_names_the_interview(invited: InvitedCandidate) -> None:
    by_body = answered(rest_event("POST", "/ai/start", {"session_key": invited.key, "consent": True}))
    by_header = answered(rest_event("POST", "/ai/start", None, {"X-Session-Key": invited.key}))
    assert by_body.json["question"] == by_header.json["question"]


@pytest.mark.parametrize("route", ROUTES)
def test_a_page_of_one_interview_writes_nothing_into_another(
    found: Founder, clock: Clock, cloud: Database, route: str
) -> None:
    one, other = an_invited_candidate(found), an_invited_candidate(found)
    question = "q" if route == "start" else other.did("start")["question"]["id"]
    before = parts(cloud, other)
    answer = by_cookie(other, route, {**a_body(route, question, one.interview_id), "interview_id": one.interview_id})
    assert (answer.status, answer.code) == (409, "INVALID_STATE")
    assert parts(cloud, other) == before


def test_an_interview_begins_with_consent_alone(invited: InvitedCandidate, cloud: Database) -> None:
    for body in ({}, {"consent": False}, {"consent": None}):
        refused = answered(rest_event("POST", "/ai/start", body, {"X-Session-Key": invited.key}))
        assert (refused.status, refused.code) == (409, "CONSENT_REQUIRED")
    assert parts(cloud, invited)["SESSION"]["status"] == "SCHEDULED"
    first = invited.did("start", consent=True)["question"]
    again = answered(rest_event("POST", "/ai/start", {}, {"X-Session-Key": invited.key}))
    assert again.json["question"]["id"] == first["id"]
    assert parts(cloud, invited)["SESSION"]["consented_at"]


def test_consent_in_the_ready_room_is_not_asked_for_again(invited: InvitedCandidate) -> None:
    session = app.sessions.session(invited.session_hash)
    assert session is not None
    check_in(session, schedule=app.schedule, now=app.now(), consented=True)
    started = answered(rest_event("POST", "/ai/start", {}, {"X-Session-Key": invited.key}))
    assert started.json["question"]["number"] == 1


def test_the_form_of_a_meeting_opens_no_ai_interview_without_consent(
    invited: InvitedCandidate, cloud: Database
) -> None:
    browser = Browser(cookies={COOKIE: invited.key})
    room = f"/interview/ready/{invited.interview_id}"
    sent = hidden_fields(browser.get(room).text, room) | {"mode": "meet"}
    assert browser.post(room, sent).status == 400
    assert parts(cloud, invited)["SESSION"]["status"] == "SCHEDULED"


def test_the_file_for_a_calendar_is_to_keep_and_not_to_answer(invited: InvitedCandidate) -> None:
    file = Browser(cookies={COOKIE: invited.key}).get(f"/interview/calendar/{invited.interview_id}.ics")
    assert file.status == 200, file.text
    assert "METHOD:PUBLISH" in file.text
    assert f"UID:{invited.interview_id}@greenroom" in file.text
    assert "ATTENDEE" not in file.text


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""]
)
@pytest.mark.parametrize("route", ROUTES)
def test_only_json_is_taken(invited: InvitedCandidate, cloud: Database, route: str, kind: str) -> None:
    before = parts(cloud, invited)
    body = {**a_body(route, "q", invited.interview_id), "interview_id": invited.interview_id}
    refused = by_cookie(invited, route, body, **{"Content-Type": kind})
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert parts(cloud, invited) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_another_sites_page_is_refused(invited: InvitedCandidate, cloud: Database, headers: dict[str, str]) -> None:
    before = parts(cloud, invited)
    body = {"consent": True, "interview_id": invited.interview_id}
    refused = by_cookie(invited, "start", body, **headers)
    assert (refused.status, refused.code) == (403, "FORBIDDEN")
    read = answered(rest_event("GET", "/ai/session", None, {"X-Session-Key": invited.key, **headers}))
    assert (read.status, read.code) == (403, "FORBIDDEN")
    assert parts(cloud, invited) == before


def test_the_portals_own_pages_and_programs_are_not(invited: InvitedCandidate) -> None:
    portal = app.links.portal_url()
    for headers in (
        {"Sec-Fetch-Site": "same-origin", "Origin": portal},
        {"Origin": portal},
        {"Sec-Fetch-Site": "none"},
    ):
        body = {"consent": True, "interview_id": invited.interview_id}
        assert by_cookie(invited, "start", body, **headers).status == 200


def test_a_second_link_asks_before_it_takes_the_place_of_an_interview(found: Founder, clock: Clock) -> None:
    one, other = an_invited_candidate(found), an_invited_candidate(found)
    browser = Browser()
    assert browser.get(f"/?session_key={one.key}").status == 303
    assert browser.get(f"/?session_key={one.key}").status == 303, "the same link again is no other interview"

    asked = browser.get(f"/?session_key={other.key}")

    assert (asked.status, browser.cookies[COOKIE]) == (200, one.key)
    assert "Another interview is open in this browser" in asked.text
    [href] = re.findall(r'href="(/\?session_key=[^"]+)"', asked.text)
    forged = browser.get(f"/?session_key={other.key}&instead={'0' * 64}")
    assert (forged.status, browser.cookies[COOKIE]) == (200, one.key)
    assert browser.get(unescape(href)).status == 303
    assert browser.cookies[COOKIE] == other.key


def test_a_cookie_of_an_interview_that_is_over_gives_way(found: Founder, clock: Clock) -> None:
    one, other = an_invited_candidate(found), an_invited_candidate(found)
    one.answers_some("An answer.")
    browser = Browser(cookies={COOKIE: one.key})
    assert browser.get(f"/?session_key={other.key}").status == 303
    assert browser.cookies[COOKIE] == other.key


def test_no_two_interviews_have_a_question_id_in_common(found: Founder, clock: Clock, cloud: Database) -> None:
    plans = [parts(cloud, an_invited_candidate(found))["PLAN"]["plan"]["questions"] for _ in range(2)]
    one, other = ({question["id"] for question in questions} for questions in plans)
    assert one.isdisjoint(other)


def test_drafts_are_written_at_most_every_two_seconds(invited: InvitedCandidate, clock: Clock, cloud: Database) -> None:
    question = invited.did("start", client_id="tab")["question"]["id"]
    saved = []
    for number in range(20):
        beat = invited.did("heartbeat", client_id="tab", question_id=question, text=f"Draft {number}.", shown=True)
        saved.append(beat["saved"])
    assert saved.count(True) == 1
    assert parts(cloud, invited)["PRESENCE"]["version"] == 2, "one write of the start, one of all heartbeats"
    clock.forward(seconds=2)
    assert invited.did("heartbeat", client_id="tab", question_id=question, text="Later.")["saved"] is True
    assert parts(cloud, invited)["PRESENCE"]["draft"]["text"] == "Later."


def test_after_the_end_and_what_networks_take_nothing_is_saved(
    invited: InvitedCandidate, clock: Clock, cloud: Database
) -> None:
    question = invited.did("start", client_id="tab")["question"]["id"]
    clock.to(invited.booking.ends_at)
    clock.forward(seconds=20)
    assert invited.did("heartbeat", client_id="tab", question_id=question, text="Just then.")["saved"] is True
    clock.forward(seconds=20)
    assert invited.did("heartbeat", client_id="tab", question_id=question, text="Too late.")["saved"] is False
    assert invited("answer", question_id=question, text="Too late.").code == "INVALID_STATE"
    assert invited("upload", question_id=question, content_type="audio/webm").code == "INVALID_STATE"
    held = parts(cloud, invited)
    assert held["PRESENCE"]["draft"]["text"] == "Just then."
    assert not [part for part in held if part.startswith("TURN#")]


def test_an_answer_that_comes_within_the_networks_time_says_how_late(
    invited: InvitedCandidate, clock: Clock, cloud: Database
) -> None:
    question = invited.did("start")["question"]["id"]
    clock.to(invited.booking.ends_at)
    clock.forward(seconds=25)
    invited.did("answer", question_id=question, text="It was on its way.")
    assert parts(cloud, invited)["TURN#01"]["late_seconds"] >= 25
