"""Choosing a time in a real browser, under the content security policy of production."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from functions.portal.choice_pages import ChoicePages
from functions.portal.offered_times import Refused
from greenroom.errors import SlotFullError, ValidationError
from greenroom.usecases.choose_time import ChoiceState
from tests.browser.page_checks import a_page, assert_fits_every_screen, overflow
from tests.browser.preview import CSRF, NOTHING, NamedPages, serving
from tests.unit.portal.choice_samples import WISHES, an_offered_choice, free_times_ahead


class ChoicePreview(NamedPages):
    """The pages of a choice, served as production serves them."""

    def __init__(self) -> None:
        super().__init__()
        self.choice = ChoicePages()

    def makers(self) -> dict[str, Callable[[], str]]:
        """The pages by name."""
        pages, now = self.choice, self.now()
        offered, some, none = an_offered_choice(now), free_times_ahead(now, 13), free_times_ahead(now, 0)
        return {
            "choose": lambda: pages.choose(offered, some, CSRF),
            "choose-refused": lambda: pages.choose(
                an_offered_choice(now, wishes=WISHES), some, CSRF, refused=Refused(SlotFullError(), "chosen")
            ),
            "choose-nothing": lambda: pages.choose(offered, none, CSRF, refused=Refused(ValidationError("x"), "asked")),
            "choose-booked": lambda: pages.result_of_choice(an_offered_choice(now, ChoiceState.BOOKED), has_entry=True),
        }


@pytest.fixture
def base() -> Iterator[str]:
    with serving(ChoicePreview()) as address:
        yield f"{address}/pages"


@pytest.mark.parametrize("name", ["choose-refused", "choose-nothing"])
def test_a_page_fits_every_screen_and_axe_finds_nothing(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, reduced_motion="reduce", timezone_id="America/New_York") as page:
        page.goto(f"{base}/{name}")
        assert_fits_every_screen(page)
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == []


def test_a_day_and_a_time_are_chosen_with_the_keyboard_alone(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.goto(f"{base}/choose")
        days = page.get_by_role("navigation", name="Days").get_by_role("link")
        days.nth(1).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        chosen = page.locator("input:checked")
        expect(page.locator("fieldset:target").get_by_role("radio").first).to_be_checked()
        slot_id = chosen.input_value()
        while page.evaluate("document.activeElement.textContent.trim()") != "Take this time":
            page.keyboard.press("Tab")
        sent = _submitted(page, lambda: page.keyboard.press("Enter"))
        assert sent == {"csrf_token": [CSRF], "slot_id": [slot_id]}


def test_without_a_script_times_are_asked_for_and_the_zone_is_changed(chromium: Browser, base: str) -> None:
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(f"{base}/choose")
        page.get_by_label("Which days and times would suit you?").fill(WISHES)
        sent = _submitted(page, page.get_by_role("button", name="Ask for other times").click)
        assert sent == {"csrf_token": [CSRF], "version": ["1"], "wishes": [WISHES]}
        page.goto(f"{base}/choose")
        page.get_by_label("Times are in Berlin time").select_option("Asia/Tokyo")
        with page.expect_request(lambda request: "zone=" in request.url) as asked:
            page.get_by_role("button", name="Change zone").click()
        assert asked.value.url.endswith("/interview/choose/int_1?zone=Asia%2FTokyo")


def test_the_time_of_this_device_is_one_press_away(chromium: Browser, base: str) -> None:
    with a_page(chromium, timezone_id="America/New_York") as page:
        page.route("**/interview/**", lambda route: route.fulfill(status=200, content_type="text/html", body=NOTHING))
        page.goto(f"{base}/choose")
        with page.expect_request(lambda request: "zone=" in request.url) as asked:
            page.get_by_role("button", name="Show New York time, as on this device").click()
        assert asked.value.url.endswith("?zone=America%2FNew_York")


def _submitted(page: Page, press: Callable[[], None]) -> dict[str, list[str]]:
    """The fields of the form that this sends."""
    page.route("**/interview/**", lambda route: route.fulfill(status=200, content_type="text/html", body=NOTHING))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press()
    return parse_qs(sent.value.post_data or "")
