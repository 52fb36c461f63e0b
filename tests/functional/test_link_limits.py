"""The limits of asking for links, and of guessing links."""

import re
from copy import replace
from datetime import timedelta

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.errors import ThrottledError
from greenroom.usecases.limits import MISSES_FROM_A_NETWORK
from local.applications import with_parts
from local.gateway import Client
from tests.functional.own_list import LIST, Browser, SignInMailbox
from tests.functional.own_pages import at
from tests.functional.recruiter_requests import a_new_candidate
from tests.world import app

STRANGER = "nobody@example.com"


@pytest.fixture
def known(api: Client) -> str:
    """The address of a candidate."""
    return str(a_new_candidate(api)["email"])


def test_for_an_address_at_most_four_letters_in_a_quarter_and_one_where_the_day_has_had_ten(
    mailbox: SignInMailbox, known: str
) -> None:
    start = utc_now().replace(hour=1, minute=0, second=0, microsecond=0)
    answers, queued = [], []
    for quarter in range(8):
        moment = start + timedelta(minutes=15 * quarter)
        for number in range(5):
            browser = Browser(source_ip=f"198.51.100.{quarter * 5 + number}")
            with at(moment):
                answers.append(browser.post(f"{LIST}/link", {"email": known}))
        queued.append(len(mailbox.waiting()))

    assert queued == [4, 4, 4, 2, 1, 1, 1, 1]
    alike = {(answer.status, answer.headers["Location"], answer.text) for answer in answers}
    assert len(alike) == 1


def test_requests_in_somebody_elses_name_all_day_do_not_lock_the_owner_out(mailbox: SignInMailbox, known: str) -> None:
    start = utc_now().replace(hour=1, minute=2, second=0, microsecond=0)
    for minute in range(0, 75, 5):
        moment = start + timedelta(minutes=minute)
        with at(moment):
            for number in range(2):
                Browser(source_ip=f"198.51.{100 + number}.{minute}").post(f"{LIST}/link", {"email": known})
            mailbox.deliver()
    with at(start + timedelta(minutes=76)):
        owner = Browser()
        owner.post(f"{LIST}/link", {"email": known})
        mailbox.deliver()
        assert owner.post(f"{LIST}/sign-in", {"token": mailbox.last_token()}).status == 303
    assert len(mailbox.mails()) <= 10 + 6 + 3


def test_asking_again_sends_the_link_again_and_after_it_was_opened_another_one(
    mailbox: SignInMailbox, known: str
) -> None:
    moment = utc_now().replace(minute=1, second=0, microsecond=0)
    tokens = []
    with at(moment):
        for _ in range(3):
            Browser().post(f"{LIST}/link", {"email": known})
            mailbox.deliver()
            tokens.append(mailbox.last_token())
        assert Browser().post(f"{LIST}/sign-in", {"token": tokens[0]}).status == 303
    with at(moment + timedelta(minutes=4)):
        Browser().post(f"{LIST}/link", {"email": known})
        mailbox.deliver()
        assert Browser().post(f"{LIST}/sign-in", {"token": tokens[0]}).status == 410
        assert Browser().post(f"{LIST}/sign-in", {"token": mailbox.last_token()}).status == 303
    assert len(set(tokens)) == 1


def test_a_link_that_is_sent_again_says_how_long_it_is_still_good(mailbox: SignInMailbox, known: str) -> None:
    moment = utc_now().replace(minute=1, second=0, microsecond=0)
    said = []
    for minutes in (0, 8, 12):
        with at(moment + timedelta(minutes=minutes)):
            Browser().post(f"{LIST}/link", {"email": known})
            mailbox.deliver()
        said.append(re.findall(r"(\d+) minutes", mailbox.mails()[-1][1].replace("=\n", ""))[0])
    assert said == ["15", "7", "15"]


def test_at_most_twenty_links_in_a_quarter_from_one_network(mailbox: SignInMailbox) -> None:
    browser, queued = Browser(), 0
    moment = utc_now()
    with at(moment):
        for number in range(25):
            assert browser.post(f"{LIST}/link", {"email": f"someone{number}@example.com"}).status == 303
            queued += len(mailbox.waiting())

    assert queued == 20


def test_requests_with_forged_networks_are_counted_by_their_connection(mailbox: SignInMailbox) -> None:
    moment, queued = utc_now(), 0
    with at(moment):
        for number in range(25):
            forged = {"X-Forwarded-For": f"198.18.0.{number}, 203.0.113.7"}
            Browser().post(f"{LIST}/link", {"email": f"someone{number}@example.com"}, **forged)
            queued += len(mailbox.waiting())

    assert queued == 20


def test_many_networks_behind_one_connection_are_stopped_by_it(
    mailbox: SignInMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIGIN_SECRET", "what-cloudfront-sends")
    moment, queued = utc_now(), 0
    narrow = with_parts(app, limits=replace(app.limits, carrier_factor=2))
    with narrow, at(moment):
        for number in range(45):
            forged = {
                "X-Forwarded-For": f"198.18.0.{number}, 203.0.113.7",
                "X-Origin-Secret": "what-cloudfront-sends",
            }
            Browser().post(f"{LIST}/link", {"email": f"someone{number}@example.com"}, **forged)
            queued += len(mailbox.waiting())

    assert queued == 40


def test_guessing_links_ends_after_thirty_misses_and_a_right_link_still_opens(
    mailbox: SignInMailbox, known: str
) -> None:
    Browser().post(f"{LIST}/link", {"email": known})
    mailbox.deliver()
    token = mailbox.last_token()
    guesser, moment = Browser(source_ip="198.51.100.9"), utc_now()
    with at(moment):
        statuses = [guesser.get(f"/?session_key={number:064x}").status for number in range(35)]
        neighbour = Browser(source_ip="198.51.100.10").get(f"/?session_key={1:064x}").status

    assert statuses == [404] * 30 + [429] * 5
    assert neighbour == 404
    assert guesser.post(f"{LIST}/sign-in", {"token": token}).status == 303


def test_wrong_tokens_are_counted_too(mailbox: SignInMailbox) -> None:
    guesser, moment = Browser(source_ip="198.51.100.11"), utc_now()
    with at(moment):
        statuses = [guesser.post(f"{LIST}/sign-in", {"token": "x" * 43}).status for _ in range(32)]
    assert statuses == [410] * 30 + [429] * 2


@pytest.mark.parametrize("route", ["/ai/session", "/ai/start", "/ai/heartbeat"])
def test_keys_that_are_guessed_at_an_interviews_routes_are_counted_too(mailbox: SignInMailbox, route: str) -> None:
    guesser, moment = Browser(source_ip=f"198.51.100.{20 + len(route)}"), utc_now()
    asked = {"question_id": "q", "client_id": "tab"} if route == "/ai/heartbeat" else {}
    with at(moment):
        answers = [
            guesser.get(route, **{"X-Session-Key": f"{number:064x}"})
            if route == "/ai/session"
            else guesser.post_json(route, {**asked, "session_key": f"{number:064x}"})
            for number in range(35)
        ]

    assert [answer.status for answer in answers] == [401] * 30 + [429] * 5
    ends = MISSES_FROM_A_NETWORK[0].window_of(moment)[1]
    assert int(answers[-1].headers["Retry-After"]) == max(1, int((ends - moment).total_seconds()))


def test_a_candidate_changes_twenty_interviews_a_day_and_no_more(cloud: Database) -> None:
    now = utc_now().replace(hour=9)
    for _ in range(20):
        app.limits.note_change("address", now)
    with pytest.raises(ThrottledError):
        app.limits.note_change("address", now)
    app.limits.note_change("address", now + timedelta(days=1))
