"""The interview on low, narrow, dark, slow and unusual screens: all important parts stay visible, in the right
language."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.candidate_actions import NO_RECOGNITION, answer_field, heading, next_button, open_interview
from tests.browser.page_checks import a_page, axe_findings, overflow
from tests.browser.preview import Preview

LOW_SCREENS = {
    "a small phone": (320, 640),
    "twice as large on a laptop": (640, 400),
    "a phone on its side": (844, 390),
    "a small phone on its side": (640, 320),
    "a phone with its keyboard open": (390, 440),
}
IN_VIEW = """(names) => names.filter((name) => {
  const { top, bottom, left, width, height } = document.querySelector(name).getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return !(height && top >= 0 && bottom <= innerHeight + 1 && document.querySelector(name).contains(seen));
})"""
SHIFTS = """
globalThis.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
COLOUR = "(name) => getComputedStyle(document.querySelector(name)).backgroundColor"


def test_time_and_answer_stay_in_view_on_low_screens(chromium: Browser, preview: Preview, base: str) -> None:
    preview.interview()
    with a_page(chromium, reduced_motion="reduce") as page:
        page.add_init_script(NO_RECOGNITION)
        for name, (width, height) in LOW_SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            open_interview(page, base)
            needed = ["#answer", "[data-question-left]", "[data-total-left]", "[data-next]"]
            assert page.evaluate(IN_VIEW, needed) == [], name
            answer_field(page).focus()
            assert page.evaluate(IN_VIEW, needed) == [], name
            assert overflow(page) == [], name
            assert axe_findings(page) == [], name


def test_colours_that_are_forced_or_black_keep_buttons_and_progress_apart(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview(brand_color="#000000")
    with a_page(chromium, reduced_motion="reduce", color_scheme="dark") as page:
        open_interview(page, base)
        assert axe_findings(page) == []
        assert page.evaluate(COLOUR, ".bar") != "rgb(0, 0, 0)"
        page.emulate_media(forced_colors="active", color_scheme="light")
        assert page.evaluate(COLOUR, "[data-speak]") != page.evaluate(COLOUR, "[data-next]")
        # What has passed and what is to come keep colours of their own.
        assert page.evaluate("getComputedStyle(document.querySelector('progress')).forcedColorAdjust") == "none"


def test_long_words_and_names_from_right_to_left_break_no_page(chromium: Browser, preview: Preview, base: str) -> None:
    names: dict[str, Any] = {
        "job_title": LONG,
        "org_name": LONG,
        "company_name": LONG,
        "candidate_name": "ليلى حسن (Lead)",
    }
    with a_page(chromium, width=320, reduced_motion="reduce") as page:
        for path in ("/", "/interview/ready/int_01"):
            preview.session = preview.session_in(timedelta(seconds=20), **names)
            page.goto(f"{base}{path}")
            assert overflow(page) == [], path
    # On a page of its own: the ready room goes on by itself when the room is open.
    with a_page(chromium, width=320, reduced_motion="reduce") as page:
        preview.interview(questions=1, **names)
        open_interview(page, base, mode="type")
        assert overflow(page) == []
        answer_field(page).fill(LONG)
        next_button(page).click()
        expect(heading(page)).to_have_text("Thank you, ليلى حسن (Lead)")
        expect(page.locator("h1 bdi")).to_have_text("ليلى حسن (Lead)")
        assert overflow(page) == []
        assert axe_findings(page) == []


def test_nothing_jumps_in_the_ready_room(chromium: Browser, preview: Preview, base: str) -> None:
    for permissions in ([], ["camera", "microphone"]):
        preview.session = preview.session_in(timedelta(hours=3))
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, permissions=permissions, timezone_id="America/New_York"
        )
        page = context.new_page()
        page.add_init_script(SHIFTS)
        page.goto(f"{base}/interview/ready/int_01")
        expect(page.locator("[data-check=network] [data-words]")).to_have_text("Good")
        if permissions:
            expect(page.locator("[data-check=microphone] [data-words]")).to_have_text("We hear you")
        assert page.evaluate("shifted") < 0.05
        context.close()


def test_the_first_question_needs_two_requests_so_that_slow_3g_shows_it_within_five_seconds(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.session = preview.session_in(timedelta(seconds=10), ai_interview_type="CODING")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base, wait_until="networkidle")
    page.get_by_role("checkbox").check()
    kept, answers = set[str](), list[Any]()
    network = context.new_cdp_session(page)
    network.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    network.on("Network.responseReceived", lambda event: answers.append(event))  # noqa: PLW0108 - Playwright takes no built-in method
    network.send("Network.enable")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(heading(page)).to_contain_text("Question 1 of", timeout=20_000)
    new = [one["response"] for one in answers if one["requestId"] not in kept]
    asked = {answer["url"].removeprefix(base) for answer in new if not answer["fromDiskCache"]}
    # The page asks for the last two beside the question, which it has by then.
    assert asked - {"/ai/session", "/ai/heartbeat", "/static/dev/favicon.svg"} == {
        "/ai/start",
        "/interview/start/int_01",
    }
    context.close()


def test_without_a_connection_the_clock_goes_on(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    context = chromium.new_context()
    page = context.new_page()
    open_interview(page, base, mode="type")
    answer_field(page).fill("On the train")
    context.set_offline(True)
    next_button(page).click()
    expect(page.locator("[data-question-label]")).to_have_text("Handing in")
    before = page.locator("[data-total-left]").inner_text()
    expect(page.locator("[data-total-left]")).not_to_have_text(before)
    expect(page.locator("[data-saved]")).to_have_text("Offline: your answer is kept here")
    context.set_offline(False)
    expect(heading(page)).to_contain_text("Question 2 of 3")
    expect(page.locator("[data-question-label]")).to_have_text("Time to think")
    context.close()
    assert interviewer.texts == ["On the train"]
