"""The coding round in a real browser: its editor and its size."""

import gzip

import pytest
from playwright.sync_api import Browser, expect

from greenroom.interviewing.bank import coding_tasks
from greenroom.models.job import CodingLanguage
from tests.browser.candidate_actions import (
    answer_field,
    code_editor,
    heading,
    next_button,
    open_interview,
    questions_of,
)
from tests.browser.page_checks import a_page, axe_findings, overflow
from tests.browser.preview import Preview


@pytest.mark.parametrize("width", [1280, 390])
def test_code_is_written_in_an_editor_that_the_keyboard_can_leave(
    chromium: Browser, preview: Preview, base: str, width: int
) -> None:
    interviewer = preview.interview(questions=1, ai_interview_type="CODING")
    with a_page(chromium, width=width) as page:
        open_interview(page, base)
        expect(heading(page)).to_contain_text("Coding in Python")
        editor = code_editor(page)
        expect(editor).to_contain_text("def ")
        assert axe_findings(page) == []
        assert overflow(page) == []
        colours = page.locator("[data-editor]").evaluate(
            """e => new Set([...e.shadowRoot.querySelectorAll(".cm-line span")]
                 .map((span) => getComputedStyle(span).color)).size"""
        )
        assert colours >= 3
        editor.focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("def last(items):\nreturn items[-1]")
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        expect(editor).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        expect(editor).not_to_be_focused()
        answer_field(page).fill("The last item has the index -1.")
        next_button(page).click()
        expect(heading(page)).to_have_text("Thank you, Asha Rao")
    [turn] = interviewer.turns
    assert turn.code
    assert turn.code.startswith("def last(items):\n    ")
    assert turn.code.rstrip().endswith("return items[-1]")
    assert turn.text == "The last item has the index -1."


def test_each_language_is_highlighted(chromium: Browser, preview: Preview, base: str) -> None:
    tasks = {language: coding_tasks(language)[0].starter_code for language in CodingLanguage}
    with a_page(chromium) as page:
        page.goto(f"{base}/pages/unknown")
        page.evaluate(
            """async (tasks) => {
                 const { openEditor } = await import("/static/vendor/codemirror/editor.js");
                 for (const [language, text] of Object.entries(tasks)) {
                   const host = document.body.appendChild(document.createElement("div"));
                   host.dataset.language = language;
                   await openEditor(host, { language, text, label: language, onChange() {}, onPaste() {} });
                 }
               }""",
            tasks,
        )
        for language in CodingLanguage:
            # The editor reads what it could not read at once in a moment of its own.
            page.wait_for_function(
                """(language) => {
                     const { shadowRoot } = document.querySelector(`[data-language=${language}]`);
                     const spans = [...shadowRoot.querySelectorAll(".cm-line span")];
                     return new Set(spans.map((span) => span.className)).size >= 3;
                   }""",
                arg=language.value,
            )


def test_without_the_editor_a_plain_field_serves(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview(questions=1, ai_interview_type="CODING")
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/vendor/**", lambda route: route.abort())
    open_interview(page, base)
    field = page.get_by_role("textbox", name="Your code")
    expect(field).to_have_value(questions_of(interviewer)[0].starter_code or "")
    field.fill("print(1)")
    next_button(page).click()
    expect(heading(page)).to_have_text("Thank you, Asha Rao")
    context.close()
    assert [turn.code for turn in interviewer.turns] == ["print(1)"]


def test_a_spoken_round_loads_no_editor_and_stays_under_60_kilobytes(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview()
    with a_page(chromium) as page:
        loaded: dict[str, int] = {}
        page.on("response", lambda each: loaded.update({each.url: len(gzip.compress(each.body()))}))
        open_interview(page, base)
        expect(page.locator("[data-saved]")).not_to_be_empty()
        assert [url for url in loaded if "vendor" in url] == []
        assert sum(loaded.values()) <= 60_000
