"""Members of an organisation in Chromium, signed in by a link of their own."""

from typing import Any

from playwright.sync_api import Browser, expect

from local.console import console_link
from local.running import RunningStack
from tests.browser.page_checks import a_page

SLOW = 30_000


def state_of(chromium: Browser, stack: RunningStack, email: str) -> Any:
    """The cookie of a member, for a context of their own."""
    with a_page(chromium) as page:
        page.set_default_timeout(SLOW)
        page.goto(console_link(stack.stack, email))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Dashboard")).to_be_visible(timeout=SLOW)
        return page.context.storage_state()
