"""ONLINE interviews at Zoom and Google Meet, from the booking to the attendance, with real HTTP to both."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.settings import settings
from local.gateway import Client, answered, rest_event
from tests.functional.outside_meetings import (
    GOOGLE,
    ZOOM,
    Browser,
    Outside,
    an_online_interview,
    joined,
    meeting_of,
    outside_of_here,
    told_by_zoom,
)
from tests.functional.own_list import hidden_fields, sign_in_mailbox
from tests.functional.recruiter_requests import a_new_job, an_enabled_candidate, done, made
from tests.providers.server import Fault
from tests.providers.zoom_server import HOST
from tests.world import Founder, Tenant

SOON = timedelta(minutes=10)


@pytest.fixture
def outside(cloud: Database) -> Iterator[Outside]:
    """Both providers."""
    with sign_in_mailbox(), outside_of_here(cloud) as there:
        yield there
    for item in cloud.client.scan(TableName=settings().tables.meetings)["Items"]:
        cloud.client.delete_item(TableName=settings().tables.meetings, Key={"meeting_key": item["meeting_key"]})


@pytest.fixture
def connected(organisation: Tenant, outside: Outside) -> Tenant:
    """An organisation with an account at each."""
    done(organisation.admin, "PUT", "/providers/ZOOM", ZOOM)
    done(organisation.admin, "PUT", "/providers/GOOGLE_MEET", GOOGLE)
    return organisation


def held(outside: Outside) -> list[str]:
    """The links of all existing meetings."""
    google = [event["conferenceData"]["entryPoints"][1]["uri"] for event in outside.google.confirmed]
    return [meeting["join_url"] for meeting in outside.zoom.meetings.values()] + google


@pytest.mark.parametrize("provider", ["ZOOM", "GOOGLE_MEET"])
def test_an_interview_at_a_provider_that_is_not_connected_is_refused_with_what_to_do(
    organisation: Tenant, provider: str
) -> None:
    api = organisation.admin
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job, online=True)["candidate_id"]
    body = {"candidate_id": candidate, "job_id": job, "interview_type": "ONLINE", "provider": provider}
    refused = api("POST", "/interviews", body)
    assert (refused.status, refused.code) == (409, "NOT_CONNECTED")
    assert refused.json["error"].endswith(f"is not connected. An admin connects it with PUT /providers/{provider}.")
    assert done(api, "GET", "/interviews")["items"] == []


@pytest.mark.parametrize("provider", ["ZOOM", "GOOGLE_MEET"])
def test_a_meeting_follows_its_booking_and_the_interview_says_how_far_it_is(
    connected: Tenant, outside: Outside, provider: str
) -> None:
    api = connected.admin
    interview = an_online_interview(api, provider, starts_in=timedelta(days=1), now=outside.now)
    assert interview["meeting"] == {"provider": provider, "status": "PENDING", "reason": None, "next_attempt_at": None}
    outside.follow(interview, connected.org_id)
    assert meeting_of(api, interview) == {
        "provider": provider,
        "status": "READY",
        "reason": None,
        "next_attempt_at": None,
    }
    (link,) = held(outside)

    outside.later(seconds=1)
    later = {"starts_at": rfc3339((outside.now + timedelta(days=2)).replace(microsecond=0)), "duration_minutes": 30}
    done(api, "PUT", f"/interviews/{interview['interview_id']}", later)
    outside.follow(interview, connected.org_id)
    assert held(outside) == [link]

    done(api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "The position was filled."})
    outside.follow(interview, connected.org_id)
    assert held(outside) == []
    assert meeting_of(api, interview)["status"] == "CANCELLED"
    actions = [one["action"] for one in done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]]
    assert actions.count("MEETING_READY") == 2, "made, and moved"


def test_a_room_of_our_own_is_ready_and_other_interviews_have_no_meeting(api: Client, outside: Outside) -> None:
    online = an_online_interview(api, "INTERNAL_VIDEO_ROOM", starts_in=timedelta(days=1), now=outside.now)
    assert online["meeting"]["status"] == "READY"
    assert outside.zoom.line.asked == []


def test_a_provider_that_is_down_fails_no_booking_and_the_next_minutes_make_the_meeting(
    connected: Tenant, outside: Outside
) -> None:
    api = connected.admin
    outside.zoom.line.hit("POST", *[Fault.UNAVAILABLE_BEFORE] * 3)
    interview = an_online_interview(api, "ZOOM", starts_in=timedelta(days=1), now=outside.now)
    assert interview["status"] == "SCHEDULED"
    assert outside.follow(interview, connected.org_id) == {"batchItemFailures": []}
    waiting = meeting_of(api, interview)
    assert (waiting["status"], waiting["reason"]) == ("WAITING", "Zoom has trouble of its own (status 503).")
    assert waiting["next_attempt_at"] is not None
    for _ in range(6):
        outside.later(minutes=1)
        outside.minute()
    assert meeting_of(api, interview)["status"] == "READY"
    assert len(held(outside)) == 1


def test_the_daily_limit_is_told_with_the_time_of_the_next_try(connected: Tenant, outside: Outside) -> None:
    outside.zoom.changes_today[HOST] = 100
    interview = an_online_interview(connected.admin, "ZOOM", starts_in=timedelta(days=3), now=outside.now)
    outside.follow(interview, connected.org_id)
    waiting = meeting_of(connected.admin, interview)
    midnight = (outside.now + timedelta(days=1)).replace(hour=0, minute=2, second=0, microsecond=0)
    assert (waiting["status"], waiting["next_attempt_at"]) == ("WAITING", rfc3339(midnight))
    assert rfc3339(midnight) in waiting["reason"]


@pytest.mark.parametrize("provider", ["ZOOM", "GOOGLE_MEET"])
def test_every_link_that_people_get_is_the_portals_and_leads_to_the_providers_present_one(
    connected: Tenant, outside: Outside, provider: str
) -> None:
    api = connected.admin
    interview = an_online_interview(api, provider, starts_in=SOON, now=outside.now)
    assert interview["meeting_link"].startswith("https://portal.example.com/meeting/")
    path = interview["meeting_link"].removeprefix("https://portal.example.com")
    browser = Browser()
    form = {"room_id": interview["room_id"]}
    browser.post(f"/meeting/{interview['interview_id']}", form)
    assert "is not ready yet" in browser.get(path).text
    outside.follow(interview, connected.org_id)
    (link,) = held(outside)
    shown = browser.get(path)
    assert f'href="{link}"' in shown.text.replace("&amp;", "&")
    assert "start_url" not in shown.text
    asked = {"room_id": interview["room_id"], "as": "interviewer"}
    entered = done(Client(), "POST", f"/interviews/{interview['interview_id']}/join", asked)
    assert (entered["meeting_link"], entered["provider"]) == (link, provider)


def test_the_candidates_page_leads_to_the_meeting_once_they_joined(connected: Tenant, outside: Outside) -> None:
    interview = an_online_interview(connected.admin, "ZOOM", starts_in=SOON, now=outside.now)
    outside.follow(interview, connected.org_id)
    named = {"interview_id": interview["interview_id"]}
    made(connected.admin, "/interviews/schedules/create_interview_session", named)
    (link,) = held(outside)
    browser = Browser()
    browser.get(interview["interview_link"].removeprefix("https://portal.example.com"))
    assert link not in browser.get("/").text
    ready = f"/interview/ready/{interview['interview_id']}"
    browser.post(ready, hidden_fields(browser.get(ready).text, ready) | {"mode": "meet"})
    assert f'href="{link}"' in browser.get(ready).text
    assert f'href="{link}"' in browser.get("/").text


def test_nothing_of_the_candidate_is_told_to_a_provider(connected: Tenant, outside: Outside) -> None:
    for days, provider in enumerate(("ZOOM", "GOOGLE_MEET"), 1):
        interview = an_online_interview(connected.admin, provider, starts_in=timedelta(days=days), now=outside.now)
        outside.follow(interview, connected.org_id)
    sent = b"".join(asked.raw for asked in outside.zoom.line.asked)
    assert b"Meera" not in sent
    assert b"meera@example.com" not in sent


def entered(api: Client, interview: Any) -> tuple[Any, Any]:
    found = done(api, "GET", f"/interviews/{interview['interview_id']}")
    return found["candidate_joined_at"], found["interviewer_joined_at"]


def test_each_person_who_joins_a_zoom_meeting_is_noted_once(connected: Tenant, outside: Outside) -> None:
    api = connected.admin
    interview = an_online_interview(
        api, "ZOOM", starts_in=SOON, now=outside.now, interviewer_email="ada@acme.example.com"
    )
    outside.follow(interview, connected.org_id)
    (meeting_id,) = outside.zoom.meetings
    outside.later(minutes=9)
    at = outside.now
    assert told_by_zoom(connected.org_id, joined(meeting_id, at, email="Ada@acme.example.com"), at).status == 200
    assert entered(api, interview)[0] is None
    assert entered(api, interview)[1] is not None
    outside.later(minutes=1)
    assert told_by_zoom(connected.org_id, joined(meeting_id, outside.now), outside.now).status == 200
    both = entered(api, interview)
    assert both[0] is not None
    outside.later(minutes=1)
    assert told_by_zoom(connected.org_id, joined(meeting_id, outside.now), outside.now).status == 200
    assert entered(api, interview) == both
    actions = [one["action"] for one in done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]]
    assert actions.count("JOINED") == 2


def test_of_a_panel_at_zoom_the_log_says_who_came_and_an_interviewer_where_zoom_does_not_say(
    connected: Tenant, outside: Outside
) -> None:
    panel = [{"email": "ada@acme.example.com", "name": "Ada"}, {"email": "bob@acme.example.com", "name": "Bob Moss"}]
    api = connected.admin
    interview = an_online_interview(api, "ZOOM", starts_in=SOON, now=outside.now, interviewers=panel)
    outside.follow(interview, connected.org_id)
    (meeting_id,) = outside.zoom.meetings
    for minutes, participant in (
        (9, {"id": "host-1"}),
        (1, {"user_name": "Bob Moss"}),
        (1, {"user_name": "Meera Iyer"}),
    ):
        outside.later(minutes=minutes)
        assert told_by_zoom(connected.org_id, joined(meeting_id, outside.now, **participant), outside.now).status == 200
    log = done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    came = [one["actor"] for one in log if one["action"] == "JOINED"]
    assert sorted(came) == ["candidate", "interviewer_2", "some_interviewer"]


def test_zooms_message_counts_only_signed_fresh_and_for_a_meeting_of_ours(
    connected: Tenant, found: Founder, outside: Outside
) -> None:
    api = connected.admin
    interview = an_online_interview(api, "ZOOM", starts_in=SOON, now=outside.now)
    outside.follow(interview, connected.org_id)
    (meeting_id,) = outside.zoom.meetings
    message = joined(meeting_id, outside.now)
    assert told_by_zoom(connected.org_id, message, outside.now, secret="another").status == 401
    assert told_by_zoom(connected.org_id, message, outside.now - timedelta(minutes=6)).status == 401
    assert told_by_zoom(connected.org_id, message, outside.now + timedelta(minutes=6)).status == 401
    assert told_by_zoom(found("Stranger").org_id, message, outside.now).status == 404
    assert told_by_zoom("org_none", message, outside.now).status == 404
    assert told_by_zoom(connected.org_id, joined(4711, outside.now), outside.now).status == 200
    unsigned = answered(rest_event("POST", f"/api/v1/providers/ZOOM/events/{connected.org_id}", message))
    assert unsigned.status == 401
    assert entered(api, interview) == (None, None)


def test_zoom_gets_its_token_back_signed_when_it_checks_the_address(connected: Tenant, outside: Outside) -> None:
    message = {"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}}
    answer = told_by_zoom(connected.org_id, message, outside.now)
    assert answer.status == 200
    assert answer.json["plainToken"] == "qgg8vlvZRS6UYooatFL8Aw"
    # HMAC-SHA256 of the token with the secret, by another implementation: openssl dgst -sha256 -hmac.
    assert answer.json["encryptedToken"] == "1d8be77ab67ee516579891e1dddaa875d400df32b3a1f9e68531862187abeeaa"


def test_google_attendance_is_read_after_the_end_and_before_a_no_show_is_decided(
    connected: Tenant, outside: Outside
) -> None:
    api = connected.admin
    interview = an_online_interview(api, "GOOGLE_MEET", starts_in=SOON, now=outside.now)
    outside.follow(interview, connected.org_id)
    (link,) = held(outside)
    came_at = outside.now + timedelta(minutes=11)
    outside.google.participants[link.rpartition("/")[2]] = [
        {"signedinUser": {"user": "users/1", "displayName": "Ada"}, "earliestStartTime": rfc3339(came_at)},
        {"anonymousUser": {"displayName": "Meera Iyer"}, "earliestStartTime": rfc3339(came_at)},
    ]
    outside.later(minutes=30)
    outside.minute()
    assert entered(api, interview) == (None, None)
    outside.later(minutes=26)
    assert outside.minute()["attended"] == 1
    assert None not in entered(api, interview)
    assert outside.minute()["attended"] == 0
