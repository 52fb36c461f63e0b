"""Members of an organisation, and how they sign in to the console."""

from greenroom.clock import utc_now
from greenroom.models.member import Member
from greenroom.models.organisation import Role
from greenroom.usecases.members import invite_member
from local.gateway import Answer
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.world import Tenant, app

SIGN_IN = "/console/sign-in"
ASHA = "asha@acme.example.com"


def a_member(tenant: Tenant, email: str = ASHA, role: Role = Role.ADMIN) -> Member:
    return invite_member(email, None, role, org_id=tenant.org_id, members=app.members, now=utc_now())


def signed_in(mailbox: SignInMailbox, email: str = ASHA, browser: Browser | None = None) -> Browser:
    browser = browser or Browser()
    assert browser.post(SIGN_IN, {"email": email}).status == 303
    mailbox.deliver()
    assert browser.post(f"{SIGN_IN}/open", {"token": mailbox.last_token()}).status == 303
    return browser


def sent_form(browser: Browser, page: str, action: str, **fields: str) -> Answer:
    """The form with that action on a page, sent with these fields."""
    hidden = hidden_fields(browser.get(page).text, action)
    return browser.post(action, hidden | fields)
