"""The report that a recruiter reads and prints, in a real browser, under the content security policy of production."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from functions.portal.own_answers import AnswersPages
from functions.portal.reports import ReportPages
from greenroom.models.interview import InterviewStatus, ReportStatus
from greenroom.usecases.read_report import ReportAsRead
from tests.browser.page_checks import a_page, assert_fits_every_screen, overflow
from tests.browser.preview import NamedPages, serving
from tests.browser.report_samples import HOSTILE, QUOTE, a_finished_ai_interview, a_finished_interview, a_reading

LONG = f"{HOSTILE}{'I looked at the oldest message first. ' * 800}"


class ReportPreview(NamedPages):
    """Reports in each state."""

    def __init__(self) -> None:
        super().__init__()
        self.reports = ReportPages()
        self.own = AnswersPages()

    def makers(self) -> dict[str, Callable[[], str]]:
        """The pages by name."""
        running = a_finished_interview(ReportStatus.PENDING).changed(status=InterviewStatus.IN_PROGRESS)

        def report(*how: Any, **more: Any) -> Callable[[], str]:
            return lambda: self.reports.report(a_reading(*how, **more))

        return {
            "report": report(),
            "report-unscored": report(is_scored=False),
            "report-hostile": report(said=HOSTILE),
            "report-whole-answer": lambda: self.reports.whole_answer(
                a_reading(said=LONG), a_reading(said=LONG).answer("1")
            ),
            "report-folded": report(said=LONG),
            "report-being-made": report(ReportStatus.PENDING, is_scored=False),
            "report-failed": report(ReportStatus.FAILED, is_scored=False),
            "report-early": lambda: self.reports.report(ReportAsRead(running, ReportStatus.PENDING)),
            "report-closed": self.reports.closed,
            "answers": lambda: self.own.answers(a_finished_ai_interview(), 90, lambda _key: "/sound"),
            "answers-hostile": lambda: self.own.answers(a_finished_ai_interview(HOSTILE), None, lambda _key: "/sound"),
        }


@pytest.fixture
def base() -> Iterator[str]:
    with serving(ReportPreview()) as address:
        yield f"{address}/pages"


@pytest.mark.parametrize("name", ReportPreview().names())
def test_a_report_fits_every_screen_and_axe_finds_nothing(chromium: Browser, base: str, name: str) -> None:
    with a_page(chromium, reduced_motion="reduce") as page:
        page.goto(f"{base}/{name}")
        assert_fits_every_screen(page)
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == []


def test_no_number_stands_without_the_candidates_words_beside_it(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.goto(f"{base}/report")
        scored = page.get_by_role("heading", name=re.compile("^Score")).all()
        assert [each.inner_text() for each in scored] == ["Score 3 of 4"]
        expect(scored[0].locator("..").locator("q")).to_have_text(QUOTE)
        expect(page.get_by_role("heading", name="Insufficient evidence")).to_be_visible()
        expect(page.get_by_text("by the model gpt-4o-mini (instructions 2026-11-21)")).to_be_visible()
        page.goto(f"{base}/report-unscored")
        expect(page.get_by_role("heading", name=re.compile("^Score"))).to_have_count(0)
        counted = re.findall(r"(\w+) \d+ of \d+", " ".join(page.locator("article").all_inner_texts()))
        assert set(counted) == {"Question"}


def test_events_besides_the_answers_stand_as_facts(chromium: Browser, base: str) -> None:
    with a_page(chromium, width=390) as page:
        page.goto(f"{base}/report")
        facts = page.locator("section", has=page.get_by_role("heading", name="Facts", exact=True))
        assert facts.get_by_role("listitem").all_inner_texts() == [
            "Question 1: Left the tab at 14:31 for 40 s.",
            "Question 4: Pasted 300 characters at 14:46.",
        ]
        words = facts.inner_text()
        assert not re.search("cheat|suspicio|violat|dishonest", words, re.IGNORECASE)


def test_hostile_words_stand_there_as_words_and_do_nothing(chromium: Browser, base: str) -> None:
    with a_page(chromium, width=390) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(f"{base}/report-hostile")
        said = page.locator("blockquote.answer-text").first
        expect(said).to_have_text(HOSTILE)
        assert said.locator("*").count() == 0
        assert page.locator("main script, main [style]").count() == 0


def test_a_report_is_printed_whole(chromium: Browser, base: str) -> None:
    with a_page(chromium, color_scheme="dark") as page:
        page.goto(f"{base}/report")
        asked = page.locator("article h2").all_inner_texts()
        printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
        page.emulate_media(media="print")
        assert _colour(page, "body", "color") == "rgb(0, 0, 0)"
        assert _colour(page, "body", "background-color") == "rgb(255, 255, 255)"
        expect(page.get_by_role("link", name="Skip to the content")).to_be_hidden()
    words = _squeezed("".join(sheet.extract_text() for sheet in printed.pages))
    for line in [*asked, QUOTE, "Score 3 of 4", "Left the tab at 14:31 for 40 s"]:
        assert _squeezed(line) in words


def _colour(page: Page, what: str, which: str) -> str:
    return str(page.eval_on_selector(what, f"e => getComputedStyle(e).getPropertyValue('{which}')"))


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)
