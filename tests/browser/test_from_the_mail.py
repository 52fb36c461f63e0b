"""From the e-mail's link to the closing page and the report on the local cloud, without simulated parts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from local.recruiting import KOLKATA, Recruiter, eventually
from local.running import RunningStack
from tests.browser.candidate_actions import NO_RECOGNITION, answer_field, heading, next_button, record
from tests.browser.page_checks import a_page, axe_findings, overflow


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """A recruiter of an organisation whose rooms open at once."""
    policy = {"min_notice_minutes": 0, "room_opens_seconds_before": 3600, "retention_days": 90}
    return Recruiter(stack, stack.new_organisation("Hasty", policy).token)


def invited(recruiter: Recruiter, kind: str) -> tuple[str, str]:
    """A short interview that begins soon, and its link."""
    job_id = recruiter.job(coding_language="JAVASCRIPT")
    starts_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=2)
    ends = f"{(starts_at + timedelta(minutes=12)).astimezone(KOLKATA):%H:%M}"
    slot_id = recruiter.slot(job_id, starts_at, end_time=ends, ai_interview_type=kind)
    interview_id = recruiter.interview(job_id, recruiter.candidate(job_id), slot_id=slot_id)
    return interview_id, recruiter.link_of(interview_id)


def enter(page: Page, link: str, button: str) -> None:
    page.goto(link)
    expect(page).not_to_have_url(link)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=button).click()
    expect(heading(page)).to_contain_text("Question 1 of ", timeout=30_000)


def number_of_questions(page: Page) -> int:
    return int(page.locator("[data-count]").inner_text().rpartition(" ")[2])


def test_a_typed_interview_from_the_link_to_the_closing_page(chromium: Browser, recruiter: Recruiter) -> None:
    interview_id, link = invited(recruiter, "TECHNICAL")
    with a_page(chromium) as page:
        page.set_default_timeout(30_000)
        enter(page, link, "I would rather type")
        total = number_of_questions(page)
        for number in range(1, total + 1):
            expect(heading(page)).to_contain_text(f"Question {number} of {total}", timeout=30_000)
            answer_field(page).fill(f"Answer {number}: we measured first.")
            if number == 2:
                page.evaluate("dispatchEvent(new Event('online'))")
                expect(page.locator("[data-saved]")).to_contain_text("ago", timeout=30_000)
                page.reload()
                expect(answer_field(page)).to_have_value("Answer 2: we measured first.", timeout=30_000)
            next_button(page).click()
        expect(heading(page)).to_have_text("Thank you, Asha Raman", timeout=30_000)
        expect(page.get_by_text(f"{total} of {total} answers")).to_be_visible()
        assert axe_findings(page) == []
    assert recruiter.made("GET", f"/interviews/{interview_id}")["status"] == "COMPLETED"
    report = report_of(recruiter, interview_id)
    with a_page(chromium, width=390) as page:
        page.goto(report["report_link"])
        expect(heading(page)).to_have_text("Asha Raman, Backend Engineer")
        said = page.locator("blockquote.answer-text")
        assert said.all_inner_texts() == [f"Answer {number}: we measured first." for number in range(1, total + 1)]
        expect(page.get_by_text("Consent: given on ")).to_be_visible()
        assert axe_findings(page) == []
        assert overflow(page) == []
    context = chromium.new_context()
    stranger = context.new_page()
    stranger.goto(report["report_link"].replace("signature=", "signature=0"))
    expect(heading(stranger)).to_have_text("This link does not open a report")
    context.close()


def report_of(recruiter: Recruiter, interview_id: str) -> dict[str, Any]:
    """The report of an interview, as soon as it is made."""

    def made() -> dict[str, Any] | None:
        recruiter.made("POST", "/interviews/auto-update-status")
        report: dict[str, Any] = recruiter.made("GET", f"/interviews/{interview_id}/report")
        return report if report["status"] == "READY" else None

    return eventually(made, "the report", 60)


def test_a_spoken_and_coded_interview_on_a_phone(chromium: Browser, recruiter: Recruiter) -> None:
    interview_id, link = invited(recruiter, "CODING")
    with a_page(chromium, width=390) as page:
        page.set_default_timeout(30_000)
        page.add_init_script(NO_RECOGNITION)
        enter(page, link, "Start")
        total = number_of_questions(page)
        for number in range(1, total + 1):
            expect(heading(page)).to_contain_text(f"Question {number} of {total}", timeout=30_000)
            if "Coding in" in heading(page).inner_text():
                code = page.get_by_role("textbox", name="Your code in JavaScript.")
                code.press_sequentially("// done\n")
                answer_field(page).fill("It is linear.")
            else:
                record(page)
                expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.", timeout=30_000)
            next_button(page).click()
        expect(heading(page)).to_have_text("Thank you, Asha Raman", timeout=30_000)
        expect(page.get_by_text(f"{total} of {total} answers")).to_be_visible()
    assert recruiter.made("GET", f"/interviews/{interview_id}")["status"] == "COMPLETED"
