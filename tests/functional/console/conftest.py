"""Members who are signed in to the console."""

import pytest

from greenroom.models.organisation import Role
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox
from tests.world import Tenant


@pytest.fixture
def recruiter(mailbox: SignInMailbox, organisation: Tenant) -> Browser:
    """The browser of a recruiter."""
    a_member(organisation, role=Role.RECRUITER)
    return signed_in(mailbox)


@pytest.fixture
def admin(mailbox: SignInMailbox, organisation: Tenant) -> Browser:
    """The browser of an admin."""
    a_member(organisation)
    return signed_in(mailbox)
