"""Right-to-left names and titles do not reorder the sentences around them, on every page."""

import re
from html.parser import HTMLParser

import pytest

from greenroom.models.organisation import Role
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate, make_report
from tests.functional.console.test_reports import a_reader
from tests.functional.own_list import SignInMailbox
from tests.functional.recruiter_requests import done
from tests.world import Founder

MARYAM = "مريم عبد الرحمن"
JOB = {"job_title": "ممرضة", "company_name": "مستشفى النور", "domain": "رعاية", "job_description": "ترعى المرضى."}
ANSWER = "أولاً أفحص المريض ثم أطلب المساعدة."
ARABIC = re.compile("[\u0600-\u06ff]+")
VOID = {"input", "meta", "link", "br", "img", "source", "hr", "col"}
# Options and titles are lines of their own and cannot contain markup.
LINES_OF_THEIR_OWN = {"option", "title"}


class Directions(HTMLParser):
    """Collects right-to-left words that are not isolated from the text beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.loose: list[str] = []
        self.kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "text":
            self._note(values.get("value") or "", is_kept=values.get("dir") == "auto")
        if tag not in VOID:
            is_kept = tag == "bdi" or tag in LINES_OF_THEIR_OWN or values.get("dir") == "auto"
            self.open.append((tag, is_kept))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        without_isolates = re.sub("\u2068[^\u2069]*\u2069", "", data)
        self._note(without_isolates, is_kept=any(is_kept for _, is_kept in self.open))

    def _note(self, words: str, *, is_kept: bool) -> None:
        if ARABIC.search(words):
            self.kept += is_kept
            if not is_kept:
                self.loose.append(words.strip()[:80])


def words_on(page: str) -> Directions:
    found = Directions()
    found.feed(page)
    return found


@pytest.fixture
def interviewed(found: Founder, clock: Clock) -> InvitedCandidate:
    """An interview that is over, with a candidate and a job that have Arabic names."""
    invited = an_invited_candidate(found, job=JOB, full_name=MARYAM)
    invited.answers_some(ANSWER)
    make_report(invited)
    return invited


def test_every_page_of_the_console_keeps_them_apart(mailbox: SignInMailbox, interviewed: InvitedCandidate) -> None:
    admin = a_reader(mailbox, interviewed, Role.ADMIN)
    interview = done(interviewed.tenant.admin, "GET", f"/interviews/{interviewed.interview_id}")
    job, candidate, here = interview["job_id"], interview["candidate_id"], "/console"
    decision = {"decision": "HOLD", "reason": "ننتظر."}
    interviewed.tenant.admin("POST", f"/interviews/{interviewed.interview_id}/decision", decision)
    own = {"questions": [{"text": "لماذا تحب هذا العمل؟"}]}
    done(interviewed.tenant.admin, "PUT", f"/jobs/{job}/questions", own)
    loose = {}
    for place, is_named in (
        (here, True),
        (f"{here}/jobs", True),
        (f"{here}/jobs/{job}", True),
        (f"{here}/jobs/{job}/edit", True),
        (f"{here}/jobs/{job}/questions", True),
        (f"{here}/jobs/{job}/matches", True),
        (f"{here}/jobs/{job}/compare", True),
        (f"{here}/candidates", True),
        (f"{here}/candidates?columns=job.address.status.gates.standing.mail.added", True),
        (f"{here}/candidates/{candidate}", True),
        (f"{here}/candidates/{candidate}/edit", True),
        (f"{here}/calendar", True),
        (f"{here}/reports", True),
        (f"{here}/reports/{interviewed.interview_id}", True),
        (f"{here}/interviews/{interviewed.interview_id}/plan", True),
        (f"{here}/interviews/{interviewed.interview_id}/cost", False),
        (f"{here}/search?q={MARYAM.split(maxsplit=1)[0]}", True),
        (f"{here}/settings/usage", True),
    ):
        page = admin.get(place)
        assert page.status == 200, place
        words = words_on(page.text)
        assert bool(words.kept) >= is_named, place
        if words.loose:
            loose[place] = words.loose
    assert loose == {}


def test_words_that_nothing_keeps_apart_would_be_found() -> None:
    assert words_on(f"<p>{MARYAM} is booked.</p>").loose == [f"{MARYAM} is booked."]
    assert words_on(f"<p><bdi>{MARYAM}</bdi> is booked.</p>").loose == []
    assert words_on(f'<input type="text" value="{MARYAM}">').loose == [MARYAM]
