"""Every page in a real browser, under the content security policy of production."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from functions.portal.when import countdown_words
from tests.browser.page_checks import a_page, assert_fits_every_screen, axe_findings, overflow
from tests.browser.preview import Preview

NAMES = Preview().names()
A_REFUSAL = (
    "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('as a test asks', '{name}'); }};"
)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_every_screen_and_axe_finds_nothing(chromium: Browser, base: str, name: str) -> None:
    # A colour halfway through its transition would be judged, too.
    with a_page(chromium, reduced_motion="reduce") as page:
        page.goto(f"{base}/pages/{name}")
        # Some pages show their heading once their script has asked for what stands below it.
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert_fits_every_screen(page)


@pytest.mark.parametrize("name", ["early-brand", "ready", "expired"])
def test_a_page_is_readable_with_text_twice_as_large(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, width=640) as page:
        page.goto(f"{base}/pages/{name}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == []


@pytest.mark.parametrize("name", ["early", "ready-early", "meeting", "expired"])
def test_all_that_can_be_pressed_is_large_enough_for_a_finger(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, width=390) as page:
        page.goto(f"{base}/pages/{name}")
        heights = page.eval_on_selector_all(
            "main a, button, summary, select, label.consent",
            "all => all.filter((e) => e.offsetParent).map((e) => [e.textContent.trim(), e.offsetHeight])",
        )
        assert [each for each in heights if each[1] < 44] == []


def test_the_button_to_the_room_switches_on_by_itself_and_says_so(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.session = preview.session_in(timedelta(seconds=33))
    with a_page(chromium) as page:
        page.goto(base)
        enter = page.get_by_role("button", name="Enter the room")
        expect(enter).to_be_disabled()
        expect(page.locator("[data-left]")).to_have_text("in 00:02")
        expect(enter).to_be_enabled()
        expect(page.get_by_role("status").first).to_have_text("The room is open. You can go in now.")
        expect(page).to_have_title("Open now · Backend Engineer interview · Acme Robotics")
        enter.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are in the right place, Asha Rao")


def test_a_wrong_clock_on_the_device_changes_nothing(chromium: Browser, preview: Preview, base: str) -> None:
    preview.shift = timedelta(hours=5)
    preview.session = preview.session_in(timedelta(hours=3, minutes=12, seconds=59))
    with a_page(chromium) as page:
        page.add_init_script("const real = Date.now; Date.now = () => real() - 86400000 * 3;")
        with page.expect_response("**/ai/session"):
            page.goto(base)
        expect(page.locator("[data-left]")).to_have_text("in 3 h 12 min")
        expect(page.get_by_role("button", name="Enter the room")).to_be_disabled()


def test_a_page_that_is_looked_at_again_learns_that_the_interview_was_cancelled(
    chromium: Browser, preview: Preview, base: str
) -> None:
    with a_page(chromium) as page:
        with page.expect_response("**/ai/session"):
            page.goto(base)
        preview.session = preview.session.changed(status="CANCELLED")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.get_by_role("heading", level=1)).to_have_text("This interview was cancelled")


def test_the_room_closes_after_the_last_entry(chromium: Browser, preview: Preview, base: str) -> None:
    preview.session = preview.session_in(timedelta(minutes=-10, seconds=2))
    with a_page(chromium) as page:
        page.goto(base)
        expect(page.get_by_role("button", name="Start")).to_be_enabled()
        closed = "You can no longer enter this interview"
        expect(page.get_by_role("heading", level=1)).to_have_text(closed, timeout=10_000)


def test_the_countdown_goes_on_while_the_server_is_away(chromium: Browser, preview: Preview, base: str) -> None:
    preview.session = preview.session_in(timedelta(seconds=35))
    preview.is_down = True
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base)
    expect(page.locator("[data-note]")).to_contain_text("The connection is gone", timeout=10_000)
    expect(page.get_by_role("button", name="Enter the room")).to_be_enabled(timeout=10_000)
    context.close()


def test_server_and_script_say_the_time_left_in_the_same_words(chromium: Browser, base: str) -> None:
    seconds = [0, 0.4, 1, 59, 61, 271, 3599, 3599.5, 3600, 11520, 86399, 86400, 111_600, 172_799, 172_800]
    with a_page(chromium) as page:
        page.goto(f"{base}/pages/unknown")
        script = "async (seconds) => (await import('/static/countdown.js')).wordsFor(seconds * 1000)"
        assert [page.evaluate(script, each) for each in seconds] == [
            countdown_words(timedelta(seconds=each)) for each in seconds
        ]


def test_the_device_adds_its_own_time_only_in_a_third_zone(chromium: Browser, base: str) -> None:
    with a_page(chromium, timezone_id="America/New_York") as page:
        page.goto(f"{base}/pages/place")
        expect(page.locator("[data-device-time]")).to_have_text("04:00 on this device, in New York")
        script = """async (here) => (await import('/static/localtime.js'))
            .deviceTime(new Date('2026-11-27T09:00:00Z'), ['Europe/Berlin', 'Asia/Kolkata'], here)"""
        assert page.evaluate(script, "Asia/Calcutta") == ""
        assert page.evaluate(script, "Europe/Vienna") == ""
        assert page.evaluate(script, "Pacific/Kiritimati") == "23:00 on this device, in Kiritimati"
        assert page.evaluate(script, "Pacific/Auckland") == "22:00 on this device, in Auckland"


def test_the_checks_see_and_hear(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.goto(f"{base}/pages/ready")
        page.get_by_role("button", name="Check camera and microphone").click()
        for name, words in {
            "browser": "Ready",
            "network": "Good",
            "camera": "You can be seen",
            "microphone": "We hear you",
        }.items():
            expect(page.locator(f"[data-check={name}] [data-words]")).to_have_text(words)
        assert page.eval_on_selector("video", "video => video.videoWidth") > 0
        expect(page.locator("[data-bar]")).not_to_have_attribute("width", re.compile("^0%?$"))
        expect(page.get_by_role("combobox", name="Camera")).to_be_visible()
        assert axe_findings(page) == []


@pytest.mark.parametrize(
    ("error", "words", "remedy"),
    [
        ("NotAllowedError", "Blocked", "Click the camera icon in the address bar and choose Allow."),
        ("NotFoundError", "Not found", "No microphone was found."),
        ("NotReadableError", "In use", "Another program is using your microphone."),
        ("UnknownError", "Does not start", "Your microphone does not start."),
    ],
)
def test_a_device_that_fails_gets_a_remedy_and_blocks_nothing(
    chromium: Browser, preview: Preview, base: str, error: str, words: str, remedy: str
) -> None:
    preview.session = preview.session_in(timedelta(seconds=10))
    with a_page(chromium, width=390) as page:
        page.add_init_script(A_REFUSAL.format(name=error))
        page.goto(base)
        page.get_by_role("button", name="Check camera and microphone").click()
        row = page.locator("[data-check=microphone]")
        expect(row.locator("[data-words]")).to_have_text(words)
        expect(row.locator("[data-remedy]")).to_contain_text(remedy)
        said = page.locator("[data-checks-said]")
        expect(said).to_contain_text(f"Microphone: {words}.")
        expect(said).to_contain_text(remedy)
        # The network's check ends at any time, and its result stands beside the microphone's.
        expect(said).to_contain_text("Network: Good.")
        expect(said).to_contain_text(f"Microphone: {words}.")
        assert axe_findings(page) == []
        row.get_by_role("button", name="Go on without").click()
        expect(row.locator("[data-words]")).to_have_text("Going on without")
        expect(page.locator("[data-advice]")).to_be_visible()
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="I would rather type").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1 of 3")
        expect(page.get_by_role("button", name="Speak your answer")).to_be_hidden()
        assert page.url.endswith("/interview/start/int_01?mode=type")


def test_trying_again_helps_once_the_device_is_there(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.add_init_script(
            "const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
            + A_REFUSAL.format(name="NotFoundError")
            + "globalThis.plugIn = () => { navigator.mediaDevices.getUserMedia = real; };"
        )
        page.goto(f"{base}/pages/ready")
        page.get_by_role("button", name="Check camera and microphone").click()
        row = page.locator("[data-check=camera]")
        expect(row.locator("[data-words]")).to_have_text("Not found")
        page.evaluate("plugIn()")
        row.get_by_role("button", name="Try again").click()
        expect(row.locator("[data-words]")).to_have_text("You can be seen")


def test_the_room_is_entered_with_the_keyboard_alone(chromium: Browser, preview: Preview, base: str) -> None:
    preview.session = preview.session_in(timedelta(seconds=10))
    with a_page(chromium) as page:
        page.goto(base)
        expect(page.get_by_role("button", name="Check camera and microphone")).to_be_visible()
        page.keyboard.press("Tab")
        assert _focused(page) == "Skip to the content"
        seen: list[str] = []
        while len(seen) < 16 and (not seen or seen[-1] != "Start"):
            page.keyboard.press("Tab")
            seen.append(_focused(page))
            if seen[-1].startswith("I know"):
                page.keyboard.press("Space")
        assert seen[0] == "Check camera and microphone"
        assert seen[-2:] == [
            "I know that an AI asks the questions. "
            "I agree that Acme Robotics stores my answers and reads them to decide about this job.",
            "Start",
        ]
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1 of 3")
        assert page.url.endswith("/interview/start/int_01")


def _focused(page: Page) -> str:
    """The text of the focused element. Fails if the focus is not visible."""
    words, outline = page.evaluate(
        """() => { const e = document.activeElement;
             return [(e.labels?.[0] ?? e).textContent.trim(), getComputedStyle(e).outlineStyle]; }"""
    )
    assert outline != "none", words
    return str(words)


def test_without_a_script_the_pages_still_lead_through(chromium: Browser, preview: Preview, base: str) -> None:
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(base)
        assert "The room opens at" in page.locator("main").inner_text()
        preview.session = preview.session_in(timedelta(seconds=10))
        page.reload()
        assert "The interview needs JavaScript" in page.locator("main").inner_text()
        expect(page.get_by_role("button", name="Start")).to_be_hidden()
        page.goto(f"{base}/interview/start/int_01")
        preview.interview()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("This page needs JavaScript")


def test_nothing_moves_for_who_asks_for_less_motion(chromium: Browser, base: str) -> None:
    with a_page(chromium, reduced_motion="reduce") as page:
        page.goto(f"{base}/pages/early")
        assert page.eval_on_selector(".button", "e => getComputedStyle(e).transitionDuration") in {"0s", "1e-05s"}
