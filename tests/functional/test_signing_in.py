"""A candidate signs in to their own list: a link by e-mail that opens once, and tells nobody who is known."""

import json
import re
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.sign_ins import SignIns
from greenroom.clock import rfc3339, utc_now
from greenroom.errors import BusyError, ContentionError, LinkExpiredError
from greenroom.mail.delivery_errors import MailNotSentError
from greenroom.models.sign_in import CandidateSignIn, SignInLink
from greenroom.settings import settings
from greenroom.usecases.signing_in import redeem, secret_hash
from local.applications import with_parts
from local.gateway import Client
from tests.functional.own_list import ADDRESS, LIST, Browser, SignInMailbox, hidden_fields, signed_in
from tests.functional.recruiter_requests import a_new_candidate, done
from tests.world import Failing, Founder, app

STRANGER = "nobody@example.com"


@pytest.fixture
def known(api: Client) -> str:
    """The address of a candidate."""
    return str(a_new_candidate(api)["email"])


def later(by: timedelta) -> AbstractContextManager[None]:
    return with_parts(app, clock=lambda: utc_now() + by)


def stored(cloud: Database) -> list[Any]:
    """All items of the table of sign-ins, as they are stored."""
    items: list[Any] = cloud.client.scan(TableName=settings().tables.sign_ins)["Items"]
    return items


def test_a_link_opens_the_list_once_and_then_nothing(mailbox: SignInMailbox, known: str) -> None:
    browser = Browser()
    asked = browser.post(f"{LIST}/link", {"email": known})
    assert (asked.status, asked.headers["Location"]) == (303, f"{LIST}/link")
    mailbox.deliver()
    token = mailbox.last_token()

    opened = browser.post(f"{LIST}/sign-in", {"token": token})

    assert (opened.status, opened.headers["Location"]) == (303, LIST)
    cookie = opened.headers["Set-Cookie"]
    assert set(cookie.split("; ")[1:]) == {
        "Max-Age=1800",
        "Path=/dashboard/jobseeker",
        "HttpOnly",
        "Secure",
        "SameSite=Lax",
    }
    assert "<h1>Your interviews</h1>" in browser.get(LIST).text
    stranger = Browser()
    again = stranger.post(f"{LIST}/sign-in", {"token": token})
    assert (again.status, stranger.cookies) == (410, {})
    assert "This link no longer works" in again.text
    assert "Send me a link" in stranger.get(LIST).text


def test_looking_at_a_link_uses_nothing_up_and_writes_nothing(
    cloud: Database, mailbox: SignInMailbox, known: str
) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    mailbox.deliver()
    token, before = mailbox.last_token(), stored(cloud)

    for _ in range(3):
        looked = Browser().get(f"{LIST}/sign-in?token={token}")
        assert looked.status == 200
        assert hidden_fields(looked.text, f"{LIST}/sign-in") == {"token": token}
        assert looked.headers["Cache-Control"] == "no-store"

    assert stored(cloud) == before
    assert Browser().post(f"{LIST}/sign-in", {"token": token}).status == 303


def test_known_and_unknown_addresses_get_the_very_same_answer(mailbox: SignInMailbox, known: str) -> None:
    by_form = [Browser().post(f"{LIST}/link", {"email": address}) for address in (known, STRANGER)]
    by_json = [Browser().post_json(f"{LIST}/link", {"email": address}) for address in (known, STRANGER)]

    for known_to_us, unknown in (by_form, by_json):
        known_to_us.headers.pop("x-request-id")
        unknown.headers.pop("x-request-id")
        assert known_to_us == unknown
    assert by_json[0].status == 202
    assert Browser().get(f"{LIST}/link").status == 200


def test_asking_does_the_same_work_for_both(cloud: Database, mailbox: SignInMailbox, known: str) -> None:
    calls: list[list[str]] = []
    for address in (known, STRANGER):
        made: list[str] = []
        event = f"tests-{address}"
        cloud.client.meta.events.register(
            "before-call.dynamodb", lambda model, made=made, **_: made.append(model.name), unique_id=event
        )
        Browser(source_ip="198.51.100.1").post(f"{LIST}/link", {"email": address})
        cloud.client.meta.events.unregister("before-call.dynamodb", unique_id=event)
        calls.append(made)

    assert calls[0] == calls[1] == ["UpdateItem"] * 4
    assert len(mailbox.waiting()) == 2


def test_only_who_is_known_gets_an_e_mail(mailbox: SignInMailbox, known: str) -> None:
    for address in (known, STRANGER):
        Browser().post(f"{LIST}/link", {"email": address})
    mailbox.deliver()

    assert [to for to, _ in mailbox.mails()] == [known]


@pytest.mark.parametrize("typed", ["  MEERA@Example.COM ", "meera@EXAMPLE.com"])
def test_an_address_is_known_however_it_is_typed_and_written_to_as_it_is_stored(
    mailbox: SignInMailbox, known: str, typed: str
) -> None:
    Browser().post(f"{LIST}/link", {"email": typed})
    mailbox.deliver()

    assert [to for to, _ in mailbox.mails()] == [known]


def test_the_letter_carries_the_link_and_no_organisation(mailbox: SignInMailbox, known: str) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    mailbox.deliver()

    to, mail = mailbox.mails()[0]
    assert to == known
    assert "Subject: Your link to your interviews" in mail
    assert "Acme" not in mail


def test_neither_token_nor_cookie_nor_address_is_stored(cloud: Database, mailbox: SignInMailbox, known: str) -> None:
    browser = signed_in(mailbox)

    everything = json.dumps(stored(cloud))
    assert mailbox.last_token() not in everything
    assert next(iter(browser.cookies.values())) not in everything
    assert "meera" not in everything
    assert "203.0.113" not in everything
    assert all("forget_at" in item for item in stored(cloud))


def test_nothing_personal_is_logged(mailbox: SignInMailbox, known: str, capsys: pytest.CaptureFixture[str]) -> None:
    browser = signed_in(mailbox)
    browser.get(LIST)

    said = capsys.readouterr().out
    assert "meera" not in said
    assert mailbox.last_token() not in said
    assert next(iter(browser.cookies.values())) not in said


def test_a_delivery_that_comes_again_sends_no_second_mail(mailbox: SignInMailbox, known: str) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    (request,) = mailbox.waiting()
    for _ in range(10):
        mailbox.deliver(request)

    assert len(mailbox.mails()) == 1


def test_a_letter_that_could_not_be_sent_is_sent_by_the_next_delivery(mailbox: SignInMailbox, known: str) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    (request,) = mailbox.waiting()
    failing = with_parts(app, mailer=Failing(MailNotSentError("not now")))
    with failing, pytest.raises(MailNotSentError):
        mailbox.deliver(request)
    mailbox.deliver(request)

    assert len(mailbox.mails()) == 1


def test_a_request_that_waited_too_long_is_dropped(mailbox: SignInMailbox, known: str) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    (request,) = mailbox.waiting()
    old = json.loads(request) | {"asked_at": rfc3339(utc_now() - timedelta(minutes=16))}
    mailbox.deliver(json.dumps(old))

    assert mailbox.mails() == []


def test_a_link_dies_after_15_minutes_and_a_visit_after_30(mailbox: SignInMailbox, known: str) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    mailbox.deliver()
    with later(timedelta(minutes=15, seconds=1)):
        assert Browser().post(f"{LIST}/sign-in", {"token": mailbox.last_token()}).status == 410

    browser = signed_in(mailbox)
    with later(timedelta(minutes=29)):
        assert "Sign out" in browser.get(LIST).text
    with later(timedelta(minutes=30)):
        assert "Send me a link" in browser.get(LIST).text


@pytest.mark.parametrize("typed", ["", "meera", "meera@", "a b@example.com", "meera@example.com, x@example.com", "é@x"])
def test_an_invalid_address_is_refused_in_words_and_sends_no_mail(mailbox: SignInMailbox, typed: str) -> None:
    answer = Browser().post(f"{LIST}/link", {"email": typed})

    assert answer.status == 400
    assert "Type the whole address" in answer.text
    assert mailbox.waiting() == []
    assert Browser().post_json(f"{LIST}/link", {"email": typed}).code == "VALIDATION"


@pytest.mark.parametrize("body", ["{", "[]", '{"email": 1}', "{}", '{"email": "a@b.co", "x": 1}', "null"])
def test_a_program_that_sends_something_else_is_told_so(mailbox: SignInMailbox, body: str) -> None:
    answer = Browser().post_json(f"{LIST}/link", body)
    assert (answer.status, answer.code) == (400, "VALIDATION")


def test_a_typed_address_is_never_markup(mailbox: SignInMailbox) -> None:
    answer = Browser().post(f"{LIST}/link", {"email": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text
    looked = Browser().get(f"{LIST}/sign-in?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in looked.text


def test_a_queue_that_can_not_be_reached_is_the_same_trouble_for_all(mailbox: SignInMailbox, known: str) -> None:
    with with_parts(app, sign_in_queue=Failing(BusyError("not now"))):
        statuses = [Browser().post(f"{LIST}/link", {"email": address}).status for address in (known, STRANGER)]
    assert statuses == [503, 503]


def test_a_form_of_another_site_signs_nobody_in(mailbox: SignInMailbox, known: str) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    mailbox.deliver()
    token = mailbox.last_token()
    browser = Browser()

    refused = browser.post(f"{LIST}/sign-in", {"token": token}, **{"Sec-Fetch-Site": "cross-site"})

    assert (refused.status, browser.cookies) == (403, {})
    assert browser.post(f"{LIST}/sign-in", {"token": token}, **{"Sec-Fetch-Site": "same-origin"}).status == 303


def test_signing_out_ends_the_visit_everywhere(mailbox: SignInMailbox, known: str) -> None:
    browser = signed_in(mailbox)
    stolen = Browser(cookies=dict(browser.cookies))
    csrf = hidden_fields(browser.get(LIST).text, f"{LIST}/sign-out")

    assert browser.post(f"{LIST}/sign-out", {"csrf_token": "0" * 64}).status == 403
    left = browser.post(f"{LIST}/sign-out", csrf)

    assert (left.status, left.headers["Location"]) == (303, f"{LIST}?done=left")
    assert browser.cookies == {}
    assert "You are signed out." in browser.get(f"{LIST}?done=left").text
    assert "Send me a link" in stolen.get(LIST).text


def test_no_answer_leads_elsewhere(mailbox: SignInMailbox, known: str) -> None:
    browser = signed_in(mailbox)
    for target in ("next=https://evil.example", "done=https://evil.example", "after=https://evil.example"):
        answer = browser.get(f"{LIST}?{target}")
        assert (answer.status, "evil.example" in answer.text) == (200, False)
    csrf = hidden_fields(browser.get(LIST).text, f"{LIST}/sign-out")
    left = browser.post(f"{LIST}/sign-out?next=//evil.example", {**csrf, "next": "//evil.example"})
    assert left.headers["Location"] == f"{LIST}?done=left"


def test_a_corrected_address_is_found_and_the_old_one_no_more(
    api: Client, mailbox: SignInMailbox, found: Founder
) -> None:
    candidate = a_new_candidate(api, email="mera@example.com")
    browser = signed_in(mailbox, "mera@example.com")
    done(api, "PATCH", f"/candidates/{candidate['candidate_id']}", {"email": ADDRESS})

    for address in ("mera@example.com", ADDRESS):
        Browser().post(f"{LIST}/link", {"email": address})
    mailbox.deliver()

    assert [to for to, _ in mailbox.mails()] == ["mera@example.com", ADDRESS]
    assert "There is no interview for this address" in browser.get(LIST).text


class Racing(SignIns):
    """A store in which another request redeems the link between this one's read and write."""

    def redeem(self, link: SignInLink, sign_in: CandidateSignIn) -> None:
        super().redeem(link, sign_in.changed(visit_hash="other", expires_at=sign_in.expires_at))
        super().redeem(link, sign_in)


class Forgetful(SignIns):
    """A store whose write succeeds but whose answer is lost."""

    def redeem(self, link: SignInLink, sign_in: CandidateSignIn) -> None:
        super().redeem(link, sign_in)
        raise ContentionError


def an_offered_link(cloud: Database) -> str:
    token = "t" * 43
    link = SignInLink(link_hash=secret_hash(token), address_key="a", expires_at=utc_now() + timedelta(minutes=15))
    SignIns(cloud, settings().tables).offer(link)
    return token


def test_only_one_of_two_simultaneous_requests_opens_the_link(cloud: Database, mailbox: SignInMailbox) -> None:
    token = an_offered_link(cloud)
    with pytest.raises(LinkExpiredError):
        redeem(token, sign_ins=Racing(cloud, settings().tables), now=utc_now())

    visits = [item for item in stored(cloud) if str(item["key"]["S"]).startswith("VISIT#")]
    assert [item["visit_hash"] for item in visits] == [{"S": "other"}]


def test_a_lost_answer_does_not_use_the_link_up(cloud: Database, mailbox: SignInMailbox) -> None:
    token, store = an_offered_link(cloud), Forgetful(cloud, settings().tables)
    opened = redeem(token, sign_ins=store, now=utc_now())

    assert store.signed_in(secret_hash(opened.secret)) == opened.sign_in


def test_the_page_for_everybody_says_the_same_words(mailbox: SignInMailbox) -> None:
    page = Browser().get(f"{LIST}/link").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "If we know this address, a link is on its way to it. It works once, for 15 minutes." in text.replace(
        "  ", " "
    )
