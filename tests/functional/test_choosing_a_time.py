"""A candidate chooses a time by the link in an invitation, asks for other times, or declines."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode
from greenroom.clock import rfc3339
from greenroom.identifiers import new_id
from greenroom.rules.webhooks import events_in
from greenroom.usecases.limits import CHANGES_BY_AN_ADDRESS
from local.applications import with_parts
from local.gateway import Answer, Client
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields, signed_in
from tests.functional.own_pages import times, words
from tests.functional.recruiter_client import RecruiterClient
from tests.functional.recruiter_requests import a_new_slot, an_enabled_candidate, done
from tests.functional.test_invitations_to_choose import followed, invite, log_of, pending, read
from tests.world import Founder, app


@pytest.fixture
def recruiter(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    tenant = found(min_notice_minutes=0, reply_to="hr@acme.example.com")
    there = RecruiterClient(tenant.admin, tenant.org_id, cloud)
    with with_parts(app, mailer=there.mailer, clock=lambda: there.now):
        yield there


@pytest.fixture
def invited(recruiter: RecruiterClient) -> Any:
    """An address of their own for each: what one address changes is counted."""
    return invite(recruiter.api, pending(recruiter.api, email=f"{new_id('meera')}@example.com"))


def two_slots(recruiter: RecruiterClient, interview: Any) -> list[Any]:
    """At ten and at twelve."""
    hours = ({"start_time": f"{hour}:00", "end_time": f"{hour}:45"} for hour in (10, 12))
    return [a_new_slot(recruiter.api, interview["job_id"], **times) for times in hours]


def page_of(interview: Any) -> str:
    return f"/interview/choose/{interview['interview_id']}"


def arrived(interview: Any) -> Browser:
    """Who opened the link of an invitation."""
    browser = Browser()
    came = browser.get(f"/?{interview['interview_link'].partition('?')[2]}")
    assert (came.status, came.headers["Location"]) == (303, page_of(interview))
    return browser


def send(browser: Browser, interview: Any, form: str, **fields: str) -> Answer:
    path = f"{page_of(interview)}/{form}"
    return browser.post(path, hidden_fields(browser.get(page_of(interview)).text, path) | fields)


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
    first, second = (
        a_new_slot(recruiter.api, invited["job_id"], start_time=f"{h}:00", end_time=f"{h}:45") for h in (10, 12)
    )
    browser = arrived(invited)
    path = f"{page_of(invited)}/take"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    assert browser.post(path, fields | {"slot_id": first["slot_id"]}).status == 303

    again = browser.post(path, fields | {"slot_id": second["slot_id"]})

    assert again.status == 409
    assert "Your interview has a time" in words(again)
    assert read(recruiter.api, invited)["slot_id"] == first["slot_id"]


def test_a_full_time_says_so_and_shows_the_others(recruiter: RecruiterClient, invited: Any) -> None:
    first, second = (
        a_new_slot(recruiter.api, invited["job_id"], start_time=f"{h}:00", end_time=f"{h}:45") for h in (10, 12)
    )
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


def test_who_is_busy_is_not_offered_that_time_and_can_not_take_it(recruiter: RecruiterClient, invited: Any) -> None:
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


def test_after_its_end_the_page_says_so_and_takes_nothing(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    slot = a_new_slot(recruiter.api, interview["job_id"])
    invited = invite(recruiter.api, interview, expires_at=rfc3339(recruiter.now + timedelta(hours=1)))
    browser = arrived(invited)
    path = f"{page_of(invited)}/take"
    fields = hidden_fields(browser.get(page_of(invited)).text, path) | {"slot_id": slot["slot_id"]}
    recruiter.now += timedelta(hours=1)

    refused = browser.post(path, fields)

    assert refused.status == 410
    assert "The time to choose is over" in words(refused)
    assert browser.get(page_of(invited)).status == 410
    assert read(recruiter.api, invited)["status"] == "PENDING"


def test_a_closed_gate_closes_the_page_until_it_is_open_again(recruiter: RecruiterClient, invited: Any) -> None:
    a_new_slot(recruiter.api, invited["job_id"])
    browser = arrived(invited)
    gate = f"/candidates/{invited['candidate_id']}/toggle-interview"
    done(recruiter.api, "POST", gate, {"interview_enabled": False})
    assert "No time can be chosen at the moment" in words(browser.get(page_of(invited)))
    done(recruiter.api, "POST", gate, {"interview_enabled": True})
    assert "Free times" in words(browser.get(page_of(invited)))


def test_cancelling_and_a_recruiters_own_booking_reach_the_page(recruiter: RecruiterClient) -> None:
    cancelled, booked = (invite(recruiter.api, pending(recruiter.api)) for _ in range(2))
    slot = a_new_slot(recruiter.api, booked["job_id"])
    first, second = arrived(cancelled), arrived(booked)
    done(recruiter.api, "POST", f"/interviews/{cancelled['interview_id']}/cancel", {"reason": "Filled."})
    body = {"interview_id": booked["interview_id"]}
    assert recruiter.api("POST", f"/interviews/slots/{slot['slot_id']}/book_slot", body).status == 201
    assert "There is no time to choose any more" in words(first.get(page_of(cancelled)))
    assert "Your interview has a time" in words(second.get(page_of(booked)))


def test_an_earlier_link_goes_on_and_one_to_a_corrected_address_opens_nothing(
    recruiter: RecruiterClient, invited: Any
) -> None:
    browser = arrived(invited)
    recruiter.now += timedelta(minutes=2)
    again = invite(recruiter.api, invited)
    assert browser.get(page_of(invited)).status == arrived(again).get(page_of(invited)).status == 200
    path = f"{page_of(invited)}/decline"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    done(recruiter.api, "PATCH", f"/candidates/{invited['candidate_id']}", {"email": "right@example.com"})

    assert browser.get(page_of(invited)).status == 404
    assert browser.post(path, fields).status == 404
    assert arrived(read(recruiter.api, invited)).get(page_of(invited)).status == 200


def test_their_own_list_leads_to_the_times_as_well(api: Client, mailbox: SignInMailbox) -> None:
    invited = invite(api, pending(api))
    shown = signed_in(mailbox).get("/dashboard/jobseeker")
    assert "Choose a time You choose the time. Your link shows what is free." in words(shown)
    assert f'href="{invited["interview_link"]}"' in shown.text
    assert arrived(invited).get(page_of(invited)).status == 200


def test_an_erased_candidates_link_opens_nothing(recruiter: RecruiterClient, invited: Any) -> None:
    browser = arrived(invited)
    assert recruiter.api("DELETE", f"/candidates/{invited['candidate_id']}").status in {200, 204}
    assert browser.get(page_of(invited)).status == 404
    assert Browser().get(f"/?{invited['interview_link'].partition('?')[2]}").status == 404


def test_wishes_leave_with_their_candidate(recruiter: RecruiterClient, invited: Any, cloud: Database) -> None:
    send(arrived(invited), invited, "ask", wishes="Only before my shift at the bakery.")
    recruiter.api("DELETE", f"/candidates/{invited['candidate_id']}")
    for table in (app.settings.tables.interviews, app.settings.tables.logs):
        assert "bakery" not in str(cloud.client.scan(TableName=table)["Items"])


def test_nobody_without_the_link_and_its_form_gets_anything(recruiter: RecruiterClient, invited: Any) -> None:
    other = invite(recruiter.api, pending(recruiter.api))
    browser = arrived(invited)
    path = f"{page_of(invited)}/decline"
    fields = hidden_fields(browser.get(page_of(invited)).text, path)
    assert Browser().get(page_of(invited)).status == 404
    assert Browser().post(path, fields).status == 404
    assert browser.get(page_of(other)).status == 404
    assert browser.post(path, fields | {"csrf_token": "0" * 64}).status == 403
    assert browser.post(f"{page_of(other)}/decline", fields).status == 404
    assert browser.get(f"{page_of(invited)}/interview.ics").status == 404
    session_key = read(recruiter.api, invited)["interview_link"].rpartition("=")[2]
    assert Browser(cookies={"__Host-greenroom_session": session_key}).get("/").status == 404
    assert {read(recruiter.api, one)["choice"]["status"] for one in (invited, other)} == {"INVITED"}


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


def test_a_key_that_opens_nothing_is_counted(api: Client) -> None:
    browser = Browser(source_ip="198.51.100.77")
    statuses = [browser.get(f"/?session_key={n:064x}").status for n in range(31)]
    assert statuses == [404] * 30 + [429]
