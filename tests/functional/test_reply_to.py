"""E-mails and pages ask for a reply only if there is a contact."""

from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from functions.portal import outcomes
from functions.portal.when import when_of
from greenroom.adapters.dynamodb import Database
from local.paths import ROOT
from tests.functional.recruiter_client import RecruiterClient, a_recruiter, session_of
from tests.world import Founder

HR = "hr@acme.example.com"
ASKS = ("reply to", "reply ", "answer this e-mail", "write to")


@pytest.fixture
def silent(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    with a_recruiter(cloud, found(min_notice_minutes=0)) as there:
        yield there


@pytest.fixture
def answering(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    with a_recruiter(cloud, found(min_notice_minutes=0, reply_to=HR)) as there:
        yield there


def test_e_mails_carry_the_address_that_answers_and_name_it(answering: RecruiterClient) -> None:
    interview = answering.interview("AI")
    answering.cancel(interview)
    assert len(answering.mailer.taken) == 2
    for mail in answering.mailer.taken:
        message = message_from_bytes(mail.message, policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        assert message["Reply-To"] == HR
        assert HR in body.get_content()


def test_e_mails_of_an_organisation_that_names_nobody_ask_for_no_reply(silent: RecruiterClient) -> None:
    interview = silent.interview("AI")
    silent.cancel(interview)
    assert len(silent.mailer.taken) == 2
    for mail in silent.mailer.taken:
        message = message_from_bytes(mail.message, policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        assert message["Reply-To"] is None
        assert not [ask for ask in ASKS if ask in body.get_content().lower()]


@pytest.mark.parametrize("kind", ["moved", "cancelled", "completed"])
def test_pages_name_who_answers_or_ask_for_nothing(
    silent: RecruiterClient, answering: RecruiterClient, kind: str
) -> None:
    for recruiter, is_named in ((answering, True), (silent, False)):
        interview = recruiter.interview("AI")
        session = session_of(recruiter, interview, 1)
        outcome = getattr(outcomes, kind)(session, when_of(session))
        steps = " ".join(outcome.next_steps)
        assert (HR in steps) is is_named
        assert is_named or not [ask for ask in ASKS if ask in steps.lower()]


def test_no_template_asks_for_a_reply_by_itself() -> None:
    templates = [*ROOT.glob("functions/portal/templates/*.html"), ROOT / "functions/portal/outcomes.py"]
    assert len(templates) > 10
    assert not [path.name for path in templates if "reply to " in path.read_text().lower()]
