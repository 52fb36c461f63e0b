"""Links to choose a time: how long they are valid, for whom, and their page when nothing can be chosen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.identifiers import new_id
from local.gateway import Client
from tests.functional.own_list import Browser, hidden_fields
from tests.functional.own_pages import words
from tests.functional.recruiter_client import RecruiterClient, a_recruiter
from tests.functional.recruiter_requests import a_new_slot, done
from tests.functional.test_invitations_to_choose import invite, pending, read
from tests.functional.time_choices import arrived, page_of, send
from tests.world import Founder, app


@pytest.fixture
def recruiter(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    with a_recruiter(cloud, found(min_notice_minutes=0, reply_to="hr@acme.example.com")) as there:
        yield there


@pytest.fixture
def invited(recruiter: RecruiterClient) -> Any:
    """Each candidate has their own address, because changes by one address are limited."""
    return invite(recruiter.api, pending(recruiter.api, email=f"{new_id('meera')}@example.com"))


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


def test_a_form_that_was_sent_before_is_no_answer_to_the_invitation_that_followed(
    recruiter: RecruiterClient, invited: Any
) -> None:
    browser = arrived(invited)
    page = page_of(invited)
    old = {name: hidden_fields(browser.get(page).text, f"{page}/{name}") for name in ("ask", "decline")}
    assert browser.post(f"{page}/decline", old["decline"]).status == 303
    recruiter.now += timedelta(minutes=2)
    invite(recruiter.api, invited)

    for form, typed in (("decline", {}), ("ask", {"wishes": "Fridays"})):
        again = browser.post(f"{page}/{form}", old[form] | typed)
        assert again.status == 412
        assert "Look at it below, then decide again" in words(again)
        assert read(recruiter.api, invited)["choice"]["status"] == "INVITED"
    assert send(browser, invited, "decline").status == 303
    assert read(recruiter.api, invited)["choice"]["status"] == "DECLINED"


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


def test_a_key_that_opens_nothing_is_counted(api: Client) -> None:
    browser = Browser(source_ip="198.51.100.77")
    statuses = [browser.get(f"/?session_key={n:064x}").status for n in range(31)]
    assert statuses == [404] * 30 + [429]
