"""The console's calendar in Chromium on the local cloud: slots made and moved by dragging, and refusals of forms."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from greenroom.clock import utc_now
from local.organisation import found_on
from local.recruiting import Recruiter
from local.running import RunningStack
from tests.browser.members import SLOW, state_of
from tests.browser.page_checks import a_page

ADMIN = f"kalyani.{uuid.uuid4().hex[:8]}@calendar.example.com"
type Open = Callable[..., Any]
expect.set_options(timeout=SLOW)


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation with one member, an admin."""
    return Recruiter(stack, found_on(stack.stack, "St. Mary's", {"min_notice_minutes": 0}, ADMIN).token)


@pytest.fixture(scope="module")
def console(chromium: Browser, stack: RunningStack, recruiter: Recruiter) -> Open:
    """Opens a page of the console, signed in."""
    del recruiter
    state = state_of(chromium, stack, ADMIN)
    return lambda **options: a_page(chromium, storage_state=state, **options)


def in_some_days() -> date:
    return (utc_now() + timedelta(days=8)).date()


def test_dragging_over_a_week_opens_exactly_that_time_and_dragging_it_moves_it(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job_id, day = recruiter.job(job_title="Gardener"), in_some_days()
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/calendar?week={day}&zone=Asia/Kolkata&job_id={job_id}")
        drag(page, at_clock(page, day, 10), at_clock(page, day, 10, 45, before=True))
        expect(page.locator("#said")).to_contain_text("10:00 India time, until 10:45")
        assert times_of(recruiter, job_id) == [(f"{day}T04:30:00Z", f"{day}T05:15:00Z")]

        drag(page, at_clock(page, day, 10, 15), at_clock(page, day, 14, 15))
        expect(page.locator("#said")).to_contain_text("14:00 India time, until 14:45")
        assert times_of(recruiter, job_id) == [(f"{day}T08:30:00Z", f"{day}T09:15:00Z")]

        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#said")).to_contain_text("10:00 India time, until 10:45")
        assert times_of(recruiter, job_id) == [(f"{day}T04:30:00Z", f"{day}T05:15:00Z")]


def test_a_time_that_the_clocks_skip_is_refused_in_words_and_stays_typed(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Night watch")
    last = date(utc_now().year + 1, 3, 31)
    spring = last - timedelta(days=(last.weekday() + 1) % 7)
    with console(may_refuse=True) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/calendar?zone=Europe/Berlin&job_id={job_id}")
        page.locator("#f-day").fill(spring.isoformat())
        page.locator("#f-start_time").fill("02:15")
        page.locator("#f-end_time").fill("03:30")
        page.get_by_role("button", name="Open these times").click()
        expect(page.locator("#p-start_time")).to_contain_text("does not exist in Europe/Berlin")
        expect(page.locator("#f-start_time")).to_have_value("02:15")
    assert times_of(recruiter, job_id) == []


def times_of(recruiter: Recruiter, job_id: str) -> list[tuple[str, str]]:
    """The starts and ends of the job's slots."""
    slots = recruiter.made("GET", f"/interviews/slots?job_id={job_id}")["items"]
    return [(slot["starts_at"], slot["ends_at"]) for slot in slots]


def at_clock(page: Page, day: date, hour: int, minute: int = 0, *, before: bool = False) -> tuple[float, float]:
    """The position of a time of day in the drawn week, just after or just before it."""
    column = page.locator("#week-grid .ec-body .ec-day").nth(day.weekday())
    expect(column).to_be_visible()
    box = column.bounding_box()
    assert box is not None
    an_hour = box["height"] / 14  # the day is drawn from 7 to 21
    return box["x"] + box["width"] / 2, box["y"] + (hour - 7 + minute / 60) * an_hour + (-4 if before else 4)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag the mouse from one place to the other."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=12)
    expect(page.locator("#week-grid .ec-preview")).to_be_visible()
    page.mouse.up()
