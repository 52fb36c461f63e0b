"""What a page of the console weighs on its way, with all that it loads: people come twenty times a day by phone."""

import gzip
import re

from local.paths import ROOT
from tests.functional.own_list import Browser
from tests.functional.recruiter_requests import a_booked_interview, an_enabled_candidate
from tests.world import Tenant

MOST_BYTES = 60 * 1024
LOADED = re.compile(r'(?:href|src)="/static/[^/"]*/([\w./-]+)"')
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'`]\.(/[\w.-]+\.js)""")
ROWS = 25


def weight(html: str) -> int:
    """Bytes of a page and of each file that it loads, and those load, compressed."""
    files = {name for name in LOADED.findall(html) if not name.endswith(".svg")}
    assert files, "the page loads nothing"
    wanted, known = list(files), set(files)
    total = _compressed(html.encode())
    while wanted:
        name = wanted.pop()
        content = (ROOT / "web" / "static" / name).read_bytes()
        total += _compressed(content)
        folder = name.rpartition("/")[0]
        more = {f"{folder}{path}" for path in IMPORTED.findall(content.decode())} if name.endswith(".js") else set()
        wanted += more - known
        known |= more
    return total


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_each_page_but_the_calendar_stays_below_60_kilobytes(admin: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    job_id = interview["job_id"]
    for number in range(ROWS):
        an_enabled_candidate(
            organisation.admin, job_id, full_name=f"Candidate Number {number}", email=f"person.{number}@example.com"
        )
    here = "/console"
    places = [
        *(here, f"{here}/jobs", f"{here}/jobs/{job_id}", f"{here}/jobs/{job_id}/compare", f"{here}/jobs/new"),
        *(f"{here}/candidates", f"{here}/candidates/{interview['candidate_id']}", f"{here}/reports"),
        *(f"{here}/search?q=candidate", f"{here}/settings/organisation", f"{here}/settings/members"),
        *(f"{here}/settings/providers", f"{here}/settings/usage", f"{here}/settings/webhooks"),
    ]
    weights = {}
    for place in places:
        page = admin.get(place)
        assert page.status == 200, place
        weights[place] = weight(page.text)
    assert {place: weighs for place, weighs in weights.items() if weighs > MOST_BYTES} == {}
    # The edge compresses no page that holds a form's token.
    table = admin.get(f"{here}/candidates").text
    assert table.count('id="row-') == ROWS
    assert len(table.encode()) < MOST_BYTES


def test_a_heavy_page_would_be_noticed(admin: Browser) -> None:
    page = admin.get("/console/calendar").text
    assert weight(page) > weight(admin.get("/console/jobs").text) + 30 * 1024
