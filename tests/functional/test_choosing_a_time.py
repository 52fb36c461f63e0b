"""A candidate chooses a time by the link in an invitation, asks for other times, or declines."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode
from greenroom.identifiers import new_id
from greenroom.rules.webhooks import events_in
from greenroom.usecases.limits import CHANGES_BY_AN_ADDRESS
from local.gateway import Client
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields, signed_in
from tests.functional.own_pages import times, words
from tests.functional.recruiter_client import RecruiterClient, a_recruiter
from tests.functional.recruiter_requests import a_new_slot, an_enabled_candidate, done
from tests.functional.test_invitations_to_choose import followed, invite, log_of, pending, read
from tests.functional.time_choices import arrived, page_of, send, two_slots
from tests.world import Founder, app


@pytest.fixture
def recruiter(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    with a_recruiter(cloud, found(min_notice_minutes=0, reply_to="hr@acme.example.com")) as there:
        yield there


@pytest.fixture
def invited(recruiter: RecruiterClient) -> Any:
    """Each candidate has their own address, because changes by one address are limited."""
    return invite(recruiter.api, pending(recruiter.api, email=f"{new_id('meera')}@example.com"))


def test_the_page_shows_the_free_public_times_of_the_job_in_the_candidates_zone(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    done(recruiter.api, "PATCH", f"/candidates/{interview['candidate_id']}", {"timezone": "Europe/Berlin"})
    first = a_new_slot(recruiter.api, interview["job_id"])
    full = a_new_slot(recruiter.api, interview["job_id"], start_time="12:00", end_time="12:45")
    other = pending(recruiter.api)
    a_new_slot(recruiter.api, other["job_id"])
    neighbour = an_enabled_candidate(recruiter.api, interview["job_id"], email="b@example.com")
    booked = {"candidate_id": neighbour["candidate_id"], "job_id": interview["job_id"], "slot_id": full["slot_id"]}
    assert recruiter.api("POST", "/interviews", booked).status == 201
    invited = invite(recruiter.api, interview)

    shown = arrived(invited).get(page_of(invited))

    assert times(shown) == [first["slot_id"]]
    said = words(shown)
    assert "Acme would like to talk with you about Backend Engineer , 45 minutes. You can choose until" in said
    assert "Times are in Berlin time" in said
    assert "10:00 in India" in said
    assert "No person is in the room with you" in said
    in_tokyo = words(arrived(invited).get(f"{page_of(invited)}?zone=Asia/Tokyo"))
    assert "Times are in Japan time" in in_tokyo
    assert "13:30 to 14:15" in in_tokyo


def test_taking_a_time_books_it_by_the_same_rules_and_sends_the_same_mail(
    recruiter: RecruiterClient, invited: Any
) -> None:
    slot = a_new_slot(recruiter.api, invited["job_id"])
    followed(recruiter, invited)
    [email] = recruiter.mails()
    browser = arrived(invited)

    taken = send(browser, invited, "take", slot_id=slot["slot_id"])

    assert (taken.status, taken.headers["Location"]) == (303, page_of(invited))
    shown = words(browser.get(page_of(invited)))
    assert "Your interview has a time" in shown
    assert email in shown
    assert "BEGIN:VEVENT" in browser.get(f"{page_of(invited)}/interview.ics").text
    booked = read(recruiter.api, invited)
    assert (booked["status"], booked["slot_id"], booked["choice"]["status"]) == (
        "SCHEDULED",
        slot["slot_id"],
        "CHOSEN",
    )
    followed(recruiter, invited)
    assert recruiter.mails()[email].subject.startswith("Interview Scheduled")
    assert Browser().get(f"/?{booked['interview_link'].partition('?')[2]}").status == 303
    log = done(recruiter.api, "GET", f"/interviews/{invited['interview_id']}/logs")["items"]
    assert [(one["action"], one["actor"]) for one in log if one["action"] == "SCHEDULED"] == [
        ("SCHEDULED", "candidate")
    ]


def test_the_same_press_twice_takes_one_seat(recruiter: RecruiterClient, invited: Any) -> None:
    slot = a_new_slot(recruiter.api, invited["job_id"], max_candidates=2)
    browser = arrived(invited)
    path = f"{page_of(invited)}/take"
    fields = hidden_fields(browser.get(page_of(invited)).text, path) | {"slot_id": slot["slot_id"]}

    assert [browser.post(path, fields).status for _ in range(2)] == [303, 303]

    assert done(recruiter.api, "GET", f"/interviews/slots/{slot['slot_id']}")["current_bookings"] == 1


def test_after_one_time_no_other_is_taken(recruiter: RecruiterClient, invited: Any) -> None:
    first, second = two_slots(recruiter, invited)
    browser = arrived(invited)
    path = f"{page_of(invited)}/take"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    assert browser.post(path, fields | {"slot_id": first["slot_id"]}).status == 303

    again = browser.post(path, fields | {"slot_id": second["slot_id"]})

    assert again.status == 409
    assert "Your interview has a time" in words(again)
    assert read(recruiter.api, invited)["slot_id"] == first["slot_id"]


def test_a_full_time_says_so_and_shows_the_others(recruiter: RecruiterClient, invited: Any) -> None:
    first, second = two_slots(recruiter, invited)
    browser = arrived(invited)
    path = f"{page_of(invited)}/take"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    faster = an_enabled_candidate(recruiter.api, invited["job_id"], email="b@example.com")
    body = {"candidate_id": faster["candidate_id"], "job_id": invited["job_id"], "slot_id": first["slot_id"]}
    assert recruiter.api("POST", "/interviews", body).status == 201

    refused = browser.post(path, fields | {"slot_id": first["slot_id"]})

    assert refused.status == 409
    assert "Somebody else took this time a moment ago. Choose another one." in words(refused)
    assert times(refused) == [second["slot_id"]]
    assert browser.post(path, fields).status == 400
    gone = browser.post(path, fields | {"slot_id": "slot_none"})
    assert "This time is not offered any more" in words(gone)


def test_a_busy_candidate_is_not_offered_that_time_and_cannot_choose_it(
    recruiter: RecruiterClient, invited: Any
) -> None:
    slot = a_new_slot(recruiter.api, invited["job_id"])
    browser = arrived(invited)
    path = f"{page_of(invited)}/take"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    email = done(recruiter.api, "GET", f"/candidates/{invited['candidate_id']}")["email"]
    other = pending(recruiter.api, email=email)
    busy = a_new_slot(recruiter.api, other["job_id"], start_time="10:30", end_time="11:15")
    booked = {"interview_id": other["interview_id"]}
    assert recruiter.api("POST", f"/interviews/slots/{busy['slot_id']}/book_slot", booked).status == 201

    refused = browser.post(path, fields | {"slot_id": slot["slot_id"]})

    assert refused.status == 409
    assert "have another interview at that time" in words(refused)
    assert times(refused) == []


def test_asking_for_other_times_reaches_the_recruiter_and_leaves_the_times_open(
    recruiter: RecruiterClient, invited: Any
) -> None:
    slot = a_new_slot(recruiter.api, invited["job_id"])
    browser = arrived(invited)
    wishes = "Afternoons, or <b>any</b> time on Friday."

    assert send(browser, invited, "ask", wishes=wishes).status == 303

    choice = read(recruiter.api, invited)["choice"]
    assert (choice["status"], choice["wishes"]) == ("TIMES_REQUESTED", wishes)
    shown = browser.get(page_of(invited))
    assert "You asked for other times" in words(shown)
    assert "<b>any</b>" not in shown.text
    log = done(recruiter.api, "GET", f"/interviews/{invited['interview_id']}/logs")["items"]
    assert (log[-1]["action"], log[-1]["actor"], log[-1]["reason"]) == ("TIMES_REQUESTED", "candidate", wishes)
    assert send(browser, invited, "ask", wishes=wishes).status == 303
    assert log_of(recruiter.api, invited).count("TIMES_REQUESTED") == 1
    assert send(browser, invited, "take", slot_id=slot["slot_id"]).status == 303
    assert read(recruiter.api, invited)["choice"]["status"] == "CHOSEN"


@pytest.mark.parametrize("wishes", ["", " ", "x" * 501])
def test_wishes_have_words_and_not_too_many(recruiter: RecruiterClient, invited: Any, wishes: str) -> None:
    refused = send(arrived(invited), invited, "ask", wishes=wishes)
    assert refused.status == 400
    assert "Write in up to 500 characters which times would suit you." in words(refused)
    assert read(recruiter.api, invited)["choice"]["status"] == "INVITED"


@pytest.mark.parametrize("reason", ["", "I took another job."])
def test_declining_ends_the_choice_with_or_without_a_reason(
    recruiter: RecruiterClient, invited: Any, reason: str
) -> None:
    browser = arrived(invited)
    path = f"{page_of(invited)}/decline"
    asks = hidden_fields(browser.get(page_of(invited)).text, path)
    fields = asks | {"reason": reason}

    assert [browser.post(path, fields).status for _ in range(2)] == [303, 303]

    shown = read(recruiter.api, invited)
    assert (shown["status"], shown["choice"]["status"]) == ("PENDING", "DECLINED")
    log = done(recruiter.api, "GET", f"/interviews/{invited['interview_id']}/logs")["items"]
    assert [one["reason"] for one in log if one["action"] == "DECLINED"] == [reason or None]
    assert "You declined this interview" in words(browser.get(page_of(invited)))
    assert browser.post(f"{page_of(invited)}/ask", {**asks, "wishes": "Fridays."}).status == 409
    lines = recruiter.api(
        "POST", f"/jobs/{invited['job_id']}/invitations", {"candidate_ids": [invited["candidate_id"]]}
    ).json["items"]
    assert lines[0]["status"] == "INVALID_STATE"
    recruiter.now += timedelta(minutes=2)
    assert invite(recruiter.api, invited)["choice"]["status"] == "INVITED"
    assert "Free times" in words(browser.get(page_of(invited)))


def test_their_own_list_leads_to_the_times_as_well(api: Client, mailbox: SignInMailbox) -> None:
    invited = invite(api, pending(api))
    shown = signed_in(mailbox).get("/dashboard/jobseeker")
    assert "Choose a time You choose the time. Your link shows what is free." in words(shown)
    assert f'href="{invited["interview_link"]}"' in shown.text
    assert arrived(invited).get(page_of(invited)).status == 200


def test_a_candidate_may_not_answer_without_an_end(recruiter: RecruiterClient, invited: Any) -> None:
    browser = arrived(invited)
    path = f"{page_of(invited)}/ask"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    most = CHANGES_BY_AN_ADDRESS[0].most

    statuses = [browser.post(path, fields | {"wishes": f"Any time after {n}."}).status for n in range(most + 1)]

    assert statuses == [303] * most + [429]
    assert log_of(recruiter.api, invited).count("TIMES_REQUESTED") == most


def test_many_times_come_by_whole_days(recruiter: RecruiterClient, invited: Any) -> None:
    body = {
        "job_id": invited["job_id"],
        "start_time": "10:00",
        "end_time": "10:45",
        "dates": [(recruiter.now + timedelta(days=day)).date().isoformat() for day in range(2, 14)],
    }
    for hour in (9, 11, 13):
        times_of_day = {"start_time": f"{hour:02d}:00", "end_time": f"{hour:02d}:45"}
        assert recruiter.api("POST", "/interviews/slots/bulk", {**body, **times_of_day}).status == 201
    browser = arrived(invited)

    shown = browser.get(page_of(invited))
    later = re.search(r'href="([^"]*after=[^"]*)"', shown.text)
    assert later
    rest = browser.get(later[1].replace("&amp;", "&"))

    assert [len(times(page)) % 3 for page in (shown, rest)] == [0, 0]
    assert len(set(times(shown)) | set(times(rest))) == 36
    assert "Back to the earliest times" in words(rest)
    assert shown.text.count('href="#day-') == len(times(shown)) / 3


def test_events_tell_ids_and_states_alone(recruiter: RecruiterClient, invited: Any, cloud: Database) -> None:
    send(arrived(invited), invited, "ask", wishes="Before my shift.")
    key = f"{recruiter.org_id}#{invited['interview_id']}"
    logged = [decode(one) for one in cloud.client.scan(TableName=app.settings.tables.logs)["Items"]]
    events = [event for one in logged if one["interview_key"] == key for event in events_in(one)]
    assert {event.type.value for event in events} >= {"interview.invited", "interview.times_requested"}
    assert not [event for event in events if "shift" in event.body]
