"""A candidate's own list on the local cloud: from the form through the queue and the mail to another time."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.sign_ins import SignIns
from greenroom.clock import utc_now
from greenroom.errors import LinkExpiredError
from greenroom.models.limit import Limit
from greenroom.models.sign_in import SignInLink
from greenroom.settings import TABLE_VARIABLES, Tables
from greenroom.usecases.signing_in import redeem, secret_hash
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from local.template import template
from local.web import HttpAnswer, WebClient
from tests.faults.tables import as_in_production
from tests.stack.mails_to import mails_to

LIST = "/dashboard/jobseeker"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
THREADS = 16


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, stack.token)


def stores(stack: RunningStack, count: int) -> list[SignIns]:
    """The table of sign-ins through clients as the functions have them."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    names = {field: stack.tables[variables[variable].value] for field, variable in TABLE_VARIABLES.items()}
    return [SignIns(Database(client), Tables(**names)) for client in as_in_production(stack.endpoint_url, count)]


def post(visitor: WebClient, url: str, **fields: str) -> HttpAnswer:
    return visitor.request("POST", url, urlencode(fields).encode(), FORM)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found[1])


def test_a_candidate_signs_in_by_mail_and_takes_another_time(recruiter: Recruiter, stack: RunningStack) -> None:
    interview_id, job_id = recruiter.pending()
    recruiter.book(interview_id, recruiter.slot(job_id, at(4)))
    later = recruiter.slot(job_id, at(6))
    old_link = recruiter.link_of(interview_id)
    candidate_id = recruiter.made("GET", f"/interviews/{interview_id}")["candidate_id"]
    address = recruiter.made("GET", f"/candidates/{candidate_id}")["email"]
    visitor, url = stack.visitor(), stack.portal_url + LIST

    assert post(visitor, f"{url}/link", email=address.upper()).status == 303
    mail = eventually(
        lambda: next((m for m in stack.mails() if address in m["To"] and "interviews" in m["Subject"]), None),
        "the link by mail",
    )
    link = re.search(rf"{re.escape(url)}/sign-in\?token=([\w-]+)", mail["BodyText"])
    assert link, mail["BodyText"]
    assert "Show my interviews" in visitor.get(link[0]).text
    assert post(visitor, f"{url}/sign-in", token=link[1]).status == 303
    assert post(stack.visitor(), f"{url}/sign-in", token=link[1]).status == 410

    assert old_link in unescape(visitor.get(url).text)
    page = visitor.get(f"{url}/{interview_id}").text
    fields = {"csrf_token": hidden(page, "csrf_token"), "version": hidden(page, "version"), "slot_id": later}
    assert post(visitor, f"{url}/{interview_id}/move", **fields).headers["Location"].endswith("done=moved")

    assert recruiter.made("GET", f"/interviews/{interview_id}")["slot_id"] == later
    assert "This interview has a new time" in stack.visitor().get(old_link).text
    eventually(lambda: mails_to(recruiter, interview_id, "Interview Rescheduled"), "the news of it")
    cancelled = post(
        visitor,
        f"{url}/{interview_id}/cancel",
        csrf_token=fields["csrf_token"],
        version=hidden(visitor.get(f"{url}/{interview_id}").text, "version"),
        reason="I am ill.",
    )
    assert cancelled.headers["Location"].endswith("done=cancelled")
    entry = recruiter.made("GET", f"/interviews/{interview_id}/logs")["items"]
    assert [one["actor"] for one in entry if one["action"] in {"RESCHEDULED", "CANCELLED"}] == ["candidate"] * 2


def test_exactly_one_of_many_simultaneous_requests_opens_a_link(stack: RunningStack) -> None:
    tables = stores(stack, THREADS)
    for round_number in range(5):
        token = f"race-{utc_now().timestamp()}-{round_number}"
        tables[0].offer(
            SignInLink(link_hash=secret_hash(token), address_key="race", expires_at=utc_now() + timedelta(minutes=15))
        )

        def opens(store: SignIns, token: str = token) -> bool:
            try:
                opened = redeem(token, sign_ins=store, now=utc_now())
            except LinkExpiredError:
                return False
            return store.signed_in(opened.sign_in.visit_hash) is not None

        with ThreadPoolExecutor(THREADS) as pool:
            assert sum(pool.map(opens, tables)) == 1


def test_simultaneous_tries_do_not_exceed_the_limit(stack: RunningStack) -> None:
    tables, limit, subject = stores(stack, THREADS), Limit(7, timedelta(days=1)), f"test#{utc_now().timestamp()}"
    with ThreadPoolExecutor(THREADS) as pool:
        let = list(pool.map(lambda store: [store.count(subject, limit, utc_now()) for _ in range(3)], tables))
    assert sum(map(sum, let)) == 7
