"""Fixtures for tests that call whole handlers with real events, in the mocked cloud of tests/world.py."""

from collections.abc import Iterator
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from local.gateway import Client
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, a_clock, an_invited_candidate
from tests.functional.matches import a_matching_organisation
from tests.functional.own_list import Browser, SignInMailbox, sign_in_mailbox, signed_in
from tests.functional.recruiter_client import RecruiterClient, a_recruiter
from tests.functional.recruiter_requests import a_booked_interview
from tests.world import Founder, Tenant, founder, moto_cloud


@pytest.fixture(scope="module")
def cloud() -> Iterator[Database]:
    """One mocked cloud for each module, in which each test has its own organisation."""
    with moto_cloud() as database:
        yield database


@pytest.fixture
def found(cloud: Database) -> Founder:
    """A function that makes organisations in the cloud."""
    return founder(cloud)


@pytest.fixture
def organisation(found: Founder) -> Tenant:
    """An organisation without a notice period for bookings."""
    return found(min_notice_minutes=0)


@pytest.fixture
def api(organisation: Tenant) -> Client:
    """An admin of that organisation."""
    return organisation.admin


@pytest.fixture
def recruiter(cloud: Database, organisation: Tenant) -> Iterator[RecruiterClient]:
    """A recruiter of that organisation, with a clock and a mailer of their own."""
    with a_recruiter(cloud, organisation) as there:
        yield there


@pytest.fixture
def tenant(found: Founder) -> Iterator[Tenant]:
    """An organisation with matching switched on."""
    yield from a_matching_organisation(found)


@pytest.fixture
def mailbox(cloud: Database) -> Iterator[SignInMailbox]:
    """The e-mails with sign-in links. Members, candidates and sign-ins of earlier tests are removed."""
    with sign_in_mailbox() as opened:
        yield opened


@pytest.fixture
def booked(mailbox: SignInMailbox, api: Client) -> Any:
    """An interview of ADDRESS, two days from now, on a slot of one seat."""
    return a_booked_interview(api)


@pytest.fixture
def browser(booked: Any, mailbox: SignInMailbox) -> Browser:
    """The browser of that interview's candidate, signed in."""
    return signed_in(mailbox)


@pytest.fixture
def clock(cloud: Database) -> Iterator[Clock]:
    """The clock of all functions."""
    with a_clock() as running:
        yield running


@pytest.fixture
def invited(found: Founder, clock: Clock) -> InvitedCandidate:
    """A candidate whose AI interview may begin."""
    return an_invited_candidate(found)
