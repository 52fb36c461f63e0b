"""A candidate's own list in a real browser, under the content security policy of production."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from functions.portal.jobseeker_pages import OwnPages
from functions.portal.offered_times import Refused
from greenroom.errors import SlotFullError, ValidationError
from greenroom.usecases.own_interviews import ListPosition, OwnList
from tests.browser.page_checks import a_page, assert_fits_every_screen, axe_findings, overflow
from tests.browser.preview import CSRF, NOTHING, NamedPages, serving
from tests.unit.portal.own_samples import LINK, a_choice, a_list, an_own_interview

READ_CLIPBOARD = "navigator.clipboard.readText()"


class OwnPreview(NamedPages):
    """The pages of the list, served as production serves them."""

    def __init__(self) -> None:
        super().__init__()
        self.own = OwnPages()

    def makers(self) -> dict[str, Callable[[], str]]:
        """The pages by name."""
        own, now = self.own, self.now()
        empty = OwnList([], None)
        return {
            "own-ask": own.ask,
            "own-ask-wrong": lambda: own.ask(typed="meera@", is_wrong=True),
            "own-ask-left": lambda: own.ask(done="left"),
            "own-asked": own.asked,
            "own-open": lambda: own.open_link("t" * 43),
            "own-list": lambda: own.own_list(
                a_list(now, next_position=ListPosition("cand_1")), now, CSRF, done="moved"
            ),
            "own-list-empty": lambda: own.own_list(empty, now, CSRF),
            "own-change": lambda: own.change(a_choice(now), now, CSRF),
            "own-change-refused": lambda: own.change(a_choice(now), now, CSRF, Refused(SlotFullError(), "moved")),
            "own-change-reason": lambda: own.change(
                a_choice(now, 0), now, CSRF, Refused(ValidationError("x"), "cancelled")
            ),
            "own-change-pending": lambda: own.change(a_choice(now, 0, an_own_interview(now, None)), now, CSRF),
            "own-link-is-over": own.link_is_over,
            "own-not-there": own.no_such_interview,
            "own-stale": own.stale_own_form,
        }


@pytest.fixture
def preview() -> OwnPreview:
    return OwnPreview()


@pytest.fixture
def base(preview: OwnPreview) -> Iterator[str]:
    with serving(preview) as address:
        yield f"{address}/pages"


@pytest.mark.parametrize("name", OwnPreview().names())
def test_a_page_fits_every_screen_and_axe_finds_nothing(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, reduced_motion="reduce") as page:
        page.goto(f"{base}/{name}")
        assert_fits_every_screen(page)


@pytest.mark.parametrize("name", ["own-list", "own-change", "own-ask"])
def test_a_page_is_readable_with_text_twice_as_large(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, width=640) as page:
        page.goto(f"{base}/{name}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == []


@pytest.mark.parametrize("name", OwnPreview().names())
def test_all_that_can_be_pressed_is_large_enough_for_a_finger(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, width=390) as page:
        page.goto(f"{base}/{name}")
        heights = page.eval_on_selector_all(
            "main a, button, input:not([type=radio]):not([type=hidden]), textarea, label.own-time",
            "all => all.filter((e) => e.offsetParent).map((e) => [e.textContent.trim(), e.offsetHeight])",
        )
        assert [each for each in heights if each[1] < 44] == []


def test_a_link_is_copied_with_the_keyboard_and_says_so(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{base}/own-list")
        row = page.locator("[data-copy]").first
        button = row.get_by_role("button", name="Copy the link to the")
        button.focus()
        page.keyboard.press("Enter")
        expect(row.get_by_role("status")).to_have_text("Copied")
        expect(row.get_by_role("status")).to_be_visible()
        assert page.evaluate(READ_CLIPBOARD) == LINK
        expect(button).to_be_focused()
        assert axe_findings(page) == []
        page.keyboard.press("Space")
        expect(row.get_by_role("status")).to_have_text("Copied")


def test_a_browser_without_the_clipboard_copies_all_the_same(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
        page.goto(f"{base}/own-list")
        row = page.locator("[data-copy]").first
        row.get_by_role("button").click()
        expect(row.get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("getSelection().toString() || document.querySelector('[data-copy] input').value") == LINK


def test_without_a_clipboard_the_page_says_what_to_do(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false;"
        )
        page.goto(f"{base}/own-list")
        row = page.locator("[data-copy]").first
        row.get_by_role("button").click()
        expect(row.get_by_role("status")).to_have_text("Not copied. Select the link and copy it by hand.")


def test_a_time_is_chosen_with_the_keyboard_alone(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.goto(f"{base}/own-change")
        page.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio").nth(1)).to_be_checked()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")
        while _focused(page) != "Take this time":
            page.keyboard.press("Tab")
        sent = _submitted(page, lambda: page.keyboard.press("Enter"))
        assert sent == {"csrf_token": [CSRF], "version": ["1"], "slot_id": ["slot_0"]}


def test_without_a_script_everything_can_be_done(chromium: Browser, base: str) -> None:
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(f"{base}/own-list")
        expect(page.get_by_label("Your link to the Backend Engineer interview").first).to_have_value(LINK)
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
        page.goto(f"{base}/own-change")
        page.get_by_label("Why?").fill("I am ill.")
        sent = _submitted(page, page.get_by_role("button", name="Cancel the interview").click)
        assert sent == {"csrf_token": [CSRF], "version": ["1"], "reason": ["I am ill."]}
        page.goto(f"{base}/own-open")
        assert _submitted(page, page.get_by_role("button", name="Show my interviews").click) == {"token": ["t" * 43]}


def test_a_button_that_is_pressed_twice_sends_once(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.goto(f"{base}/own-open")
        was_prevented = page.evaluate(
            """() => { const seen = [];
                 addEventListener("submit", (event) => { seen.push(event.defaultPrevented); event.preventDefault(); });
                 const button = document.querySelector("main button");
                 button.click(); button.click();
                 return seen; }"""
        )
        assert was_prevented == [False, True]


def test_a_reason_that_is_missing_is_asked_for_before_sending(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.goto(f"{base}/own-change")
        page.get_by_role("button", name="Cancel the interview").click()
        assert page.evaluate("document.activeElement.id") == "reason"
        assert page.url.endswith("/own-change")


def _submitted(page: Page, press: Callable[[], None]) -> dict[str, list[str]]:
    """The fields of the form that this sends."""
    page.route("**/dashboard/**", lambda route: route.fulfill(status=200, content_type="text/html", body=NOTHING))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press()
    return parse_qs(sent.value.post_data or "")


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))
