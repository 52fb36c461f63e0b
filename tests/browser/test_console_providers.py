"""An account at a provider of meetings, connected, tested and disconnected in the console, against a Zoom of ours."""

import json
import uuid

from playwright.sync_api import Browser, Dialog, Page, expect

from local.organisation import found_on
from local.running import RunningStack
from tests.browser.members import SLOW, state_of
from tests.browser.page_checks import a_page, assert_fits_every_screen
from tests.functional.outside_meetings import GOOGLE, ZOOM
from tests.providers.stand_in import Providers, providers_of
from tests.providers.zoom_server import ALL_SCOPES


def test_an_account_is_connected_tested_and_disconnected(chromium: Browser, stack: RunningStack) -> None:
    admin = f"asha.{uuid.uuid4().hex[:8]}@meets.example.com"
    found_on(stack.stack, "Meets", {}, admin)
    state = state_of(chromium, stack, admin)
    with (
        providers_of(stack) as providers,
        a_page(chromium, may_refuse=True, storage_state=state) as page,
    ):
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/settings/providers")
        zoom = page.locator("#ZOOM")
        for label, name in (
            ("Account ID", "account_id"),
            ("Client ID", "client_id"),
            ("Client secret", "client_secret"),
            ("Hosts", "hosts"),
        ):
            value = ZOOM[name]
            zoom.get_by_label(label).fill(value if isinstance(value, str) else ", ".join(value))
        zoom.get_by_role("button", name="Connect Zoom").click()
        expect(page.locator("#said")).to_contain_text("Zoom is connected.", timeout=SLOW)
        expect(zoom).to_contain_text(ZOOM["hosts"][0])

        zoom.get_by_role("button", name="Test connection to Zoom").click()
        expect(zoom).to_contain_text("The connection works", timeout=SLOW)
        providers.zoom.scopes = ALL_SCOPES.replace("meeting:delete:meeting:admin", "")
        zoom.get_by_role("button", name="Test connection to Zoom").click()
        expect(zoom).to_contain_text("Something is missing", timeout=SLOW)
        expect(zoom).to_contain_text("Add the scope meeting:delete:meeting:admin")
        assert_fits_every_screen(page)

        questions: list[str] = []

        def answer(dialog: Dialog) -> None:
            questions.append(dialog.message)
            dialog.accept()

        page.on("dialog", answer)
        zoom.get_by_role("button", name="Disconnect Zoom").click()
        expect(zoom).to_contain_text("Not connected", timeout=SLOW)

        connect_and_test_google_meet(page, providers)
    assert questions == ["Disconnect Zoom? Its credentials are deleted, and no more meetings are made there."]


def connect_and_test_google_meet(page: Page, providers: Providers) -> None:
    """Google Meet by its JSON key: connected, tested, and told what is missing without its delegation."""
    google = page.locator("#GOOGLE_MEET")
    key = {"private_key": GOOGLE["private_key"], "client_email": GOOGLE["client_email"]}
    google.get_by_label("Private key").fill(json.dumps(key))
    google.get_by_label("Organizer").fill(GOOGLE["organizer"])
    google.get_by_role("button", name="Connect Google Meet").click()
    expect(page.locator("#said")).to_contain_text("Google Meet is connected.", timeout=SLOW)
    expect(google).to_contain_text(GOOGLE["organizer"])
    google.get_by_role("button", name="Test connection to Google Meet").click()
    expect(google).to_contain_text("The connection works", timeout=SLOW)
    providers.google.delegated.clear()
    google.get_by_role("button", name="Test connection to Google Meet").click()
    expect(google).to_contain_text("Something is missing", timeout=SLOW)
    assert key["private_key"].splitlines()[1] not in page.content()
