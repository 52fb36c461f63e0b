"""The candidate's pages in Chromium on a deployed stack: the time to the first question, and each page's size."""

import gzip
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.repeated import percentile
from local.aws import Account
from local.browser import FLAGS, TEST_BROWSER
from local.paths import ROOT
from local.recruiting import KOLKATA, Recruiter
from local.running import RunningStack
from local.say import step
from local.stack import Stack

STARTS = 15
OPEN_AT_ONCE = {"min_notice_minutes": 0, "room_opens_seconds_before": 3600}
STATIC = ROOT / "web" / "static"
FILES = "**/static/**"
EDITOR = "/vendor/codemirror/"
TIMED = """
addEventListener("click", (event) => {
  if (event.target.closest("button[name=mode]")) sessionStorage.setItem("pressed", Date.now());
}, true);
new MutationObserver(() => {
  const words = document.querySelector("[data-room]:not([hidden]) [data-question-text]");
  if (!words?.textContent || sessionStorage.getItem("shown")) return;
  sessionStorage.setItem("shown", "soon");
  requestAnimationFrame(() => sessionStorage.setItem("shown", Date.now()));
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""
"""A script that notes when Start is pressed and when the question is painted. Both pages have one origin."""
FINISH = """
() => fetch("/ai/finish", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ interview_id: document.querySelector("[data-room]").dataset.interviewId }),
})
"""
SHOWN = "() => Number(sessionStorage.getItem('shown')) > 0"
TOOK = "() => Number(sessionStorage.getItem('shown')) - Number(sessionStorage.getItem('pressed'))"


@dataclass
class PageWeight:
    """The bytes that a page loaded, without the answers of /ai/* to its scripts."""

    document: int = 0
    """The page itself. CloudFront does not compress it, because caching is off."""
    compressed_document: int = 0
    files: int = 0
    """Files from /static and /brand, compressed, without the editor's."""
    editor: int = 0

    def add(self, response: Response) -> None:
        """Count a response that is a part of the page."""
        if "/ai/" in response.url or response.status != HTTPStatus.OK:
            return
        _, is_file, versioned = urlsplit(response.url).path.partition("/static/")
        path = versioned.partition("/")[2]
        # The browser gives no body of a preloaded file: it is read from the folder.
        body = (STATIC / path).read_bytes() if is_file else response.body()
        size = min(len(body), len(gzip.compress(body, 6)))
        if response.request.resource_type == "document":
            self.document += len(body)
            self.compressed_document += size
        elif EDITOR in response.url:
            self.editor += size
        else:
            self.files += size

    def as_dict(self) -> dict[str, int]:
        sent = self.document + self.files
        return {
            "all_compressed": self.compressed_document + self.files,
            "document": self.document,
            "sent": sent,
            "sent_with_editor": sent + self.editor,
        }


def nothing_more(_page: Page) -> None:
    pass


@dataclass(frozen=True)
class PageMeasurement:
    """A browser, and a recruiter whose interviews have open rooms."""

    browser: Browser
    recruiter: Recruiter

    def invitation(self, kind: str = "TECHNICAL") -> tuple[str, str]:
        """An interview that begins soon, and its link."""
        job_id = self.recruiter.job(coding_language="PYTHON")
        starts_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=2)
        ends = f"{(starts_at + timedelta(minutes=30)).astimezone(KOLKATA):%H:%M}"
        slot_id = self.recruiter.slot(job_id, starts_at, end_time=ends, ai_interview_type=kind)
        interview_id = self.recruiter.interview(job_id, self.recruiter.candidate(job_id), slot_id=slot_id)
        return interview_id, self.recruiter.link_of(interview_id)

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A page of a browser with an empty cache."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(60_000)
        context.add_init_script(TIMED)
        try:
            yield context.new_page()
        finally:
            context.close()

    def weigh(self, address: str, go_on: Callable[[Page], None] = nothing_more, link: str = "") -> dict[str, int]:
        """The bytes that a browser with an empty cache loads at an address and in `go_on`. It visits `link` first."""
        weighed = PageWeight()
        with self.page() as page:
            if link:
                page.route(FILES, lambda route: route.abort())
                page.goto(link)
                page.unroute(FILES)
            loaded = dict[str, Response]()

            def note(response: Response) -> None:
                loaded.setdefault(response.url, response)

            page.on("response", note)
            page.goto(address, wait_until="networkidle")
            go_on(page)
            page.wait_for_load_state("networkidle")
            for response in loaded.values():
                weighed.add(response)
        return weighed.as_dict()


def start(page: Page, link: str) -> None:
    """Go from the link through the ready room to the first question."""
    page.goto(link, wait_until="networkidle")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_function(SHOWN)


def milliseconds_to_the_question(lab: PageMeasurement) -> int:
    """Milliseconds from the click on Start until the first question is painted."""
    with lab.page() as page:
        start(page, lab.invitation()[1])
        return int(page.evaluate(TOOK))


def to_the_question(page: Page) -> None:
    page.wait_for_function(SHOWN)


def to_the_code(page: Page) -> None:
    """Answer the spoken questions up to the first coding task with its editor."""
    to_the_question(page)
    while page.locator("[data-room]").get_attribute("data-round") != "CODING":
        number = page.locator("[data-count]").inner_text()
        page.locator("[data-answer]").fill("First I measure, then I change one thing.")
        page.locator("[data-next]").click()
        page.wait_for_function("before => document.querySelector('[data-count]').textContent !== before", arg=number)
    page.locator("[data-editor]").wait_for()


def weights(lab: PageMeasurement, waiting: PageMeasurement) -> dict[str, dict[str, int]]:
    """The sizes of a candidate's pages and of the report. The rooms of `waiting` open later."""
    portal = lab.recruiter.stack.portal_url
    found = {"countdown": lab.weigh(waiting.invitation()[1])}
    for kind, go_on in (("TECHNICAL", to_the_question), ("CODING", to_the_code)):
        interview_id, link = lab.invitation(kind)
        found.setdefault("ready room", lab.weigh(link))
        with lab.page() as page:
            start(page, link)
            found[f"interview, {kind}"] = lab.weigh(f"{portal}/interview/start/{interview_id}", go_on, link)
            page.evaluate(FINISH)
        found["closing page"] = lab.weigh(link)
        found["report"] = lab.weigh(lab.recruiter.made("GET", f"/interviews/{interview_id}/report")["report_link"])
    found["own list, asking for a link"] = lab.weigh(f"{portal}/dashboard/jobseeker")
    return found


def measured(stack: Stack, starts: int = STARTS) -> dict[str, object]:
    """The figures of all pages."""
    running = RunningStack(stack, Account(stack.endpoint_url, stack.region))

    def recruiter(name: str, policy: dict[str, int]) -> Recruiter:
        return Recruiter(running, running.new_organisation(name, policy).token)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=TEST_BROWSER, args=FLAGS)
        lab = PageMeasurement(browser, recruiter("Open", OPEN_AT_ONCE))
        with step("The weight of each page"):
            found = weights(lab, PageMeasurement(browser, recruiter("Later", {"min_notice_minutes": 0})))
        with step(f"{starts} interviews, from Start to the first question"):
            took = [milliseconds_to_the_question(lab) for _ in range(starts)]
        browser.close()
    timed = {"median_ms": statistics.median(took), "p95_ms": percentile(took, 95), "starts": len(took)}
    return {"first_question": timed, "pages": found}
