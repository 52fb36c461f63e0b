"""One search over the newest jobs, candidates and interviews."""

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, page, show
from functions.console.states import row_of
from greenroom.usecases.list_candidates import Wanted
from greenroom.usecases.show_interviews import show_interviews
from greenroom.written_text import has_words

PATH = "/console/search"
SHOWN = 10
LONGEST = 100


@page(PATH)
def search(request: ConsoleRequest) -> Response[str]:
    """Find records with the words in title, company, name or address, among the newest 1,000 of each kind."""
    words = request.query.get("q", "").strip()[:LONGEST]
    if not words:
        return show(request, "search.html", words="", jobs=[], candidates=[], interviews=[])
    org_id, zone = request.caller.org_id, request.organisation.policy.timezone
    jobs = app.jobs.page(
        app.jobs.newest_first(org_id),
        limit=SHOWN,
        position=None,
        keep=lambda job: has_words(words, job.job_title, job.company_name),
    )
    candidates = app.candidates.page(
        app.candidates.newest_first(org_id), limit=SHOWN, position=None, keep=Wanted(words=words).fits
    )
    interviews = app.interviews.page(
        app.interviews.newest_first(org_id),
        limit=SHOWN,
        position=None,
        keep=lambda one: has_words(words, one.candidate_name, one.job_title, one.interview_id),
    )
    shown = show_interviews(
        interviews.items, by=request.caller, sessions=app.sessions, meetings=app.meetings, links=app.links
    )
    rows = [row_of(one, zone, request.now) for one in shown]
    return show(request, "search.html", words=words, jobs=jobs.items, candidates=candidates.items, interviews=rows)
