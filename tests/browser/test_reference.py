"""The API's reference, on the local cloud: a viewer of others, under the policy of our own pages."""

import pytest
from playwright.sync_api import Browser, expect

from local.document import DOCUMENT
from local.running import RunningStack
from tests.browser.page_checks import a_page

PATHS = ("/api/v1/docs", "/api/docs/")


@pytest.mark.parametrize("path", PATHS)
def test_it_shows_every_operation_and_no_policy_is_hurt(chromium: Browser, stack: RunningStack, path: str) -> None:
    with a_page(chromium) as page:
        page.goto(stack.portal_url + path)

        expect(page.locator(".opblock")).to_have_count(DOCUMENT.read_text().count('"operationId"'), timeout=30_000)


def test_it_is_shown_at_the_address_of_the_api_too(chromium: Browser, stack: RunningStack) -> None:
    with a_page(chromium) as page:
        page.goto(f"{stack.api_url}/api/v1/docs")

        expect(page.get_by_role("heading", name="Greenroom")).to_be_visible(timeout=30_000)


def test_a_call_can_be_tried_with_a_token(chromium: Browser, stack: RunningStack) -> None:
    with a_page(chromium) as page:
        page.set_default_timeout(30_000)
        page.goto(f"{stack.portal_url}/api/v1/docs")
        page.get_by_role("button", name="Authorize").click()
        key = page.locator(".auth-container").filter(has_text="AccessToken")
        key.get_by_role("textbox").fill(f"Token {stack.token}")
        key.locator("button.authorize").click()
        page.locator(".close-modal").click()
        operation = page.locator("#operations-Jobs-get_jobs")
        operation.locator(".opblock-summary-control").click()
        operation.get_by_role("button", name="Try it out").click()
        operation.get_by_role("button", name="Execute").click()

        answer = operation.locator("tr.response .response-col_status").first
        expect(answer).to_contain_text("200", timeout=30_000)
