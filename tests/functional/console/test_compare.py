"""Candidates of one job side by side in the console."""

import re
from typing import Any

from greenroom.models.organisation import Role
from tests.clocks import Clock
from tests.functional.ai_interviews import (
    AN_OPEN_ROOM,
    InvitedCandidate,
    an_invited_candidate,
    an_invited_candidate_of,
    make_report,
)
from tests.functional.console.test_reports import ANSWER, a_reader
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import a_new_job, done
from tests.world import Founder


def two_who_finished(found: Founder) -> tuple[dict[str, Any], InvitedCandidate, InvitedCandidate]:
    """Two candidates of one job whose reports are made."""
    tenant = found(**AN_OPEN_ROOM)
    job = a_new_job(tenant.admin)
    people = ("Asha Rao", "asha.rao@example.com"), ("Berta Lind", "berta@example.com")
    first, second = (
        an_invited_candidate_of(tenant, made_job=job, full_name=name, email=email) for name, email in people
    )
    for invited in (first, second):
        invited.answers_some(ANSWER)
        make_report(invited)
    return job, first, second


def rate(invited: InvitedCandidate, score: int) -> str:
    """A rating by a system; returns the criterion in words."""
    path = f"/interviews/{invited.interview_id}/ratings"
    criterion = done(invited.tenant.admin, "GET", path)["criteria"][0]["criterion"]
    assert invited.tenant.admin("POST", path, {"criterion": criterion, "score": score}).status == 201
    return str(criterion)


def address(job: dict[str, Any], query: str = "") -> str:
    return f"/console/jobs/{job['job_id']}/compare{query}"


def rows_of(page: str) -> dict[str, list[str]]:
    """The cells of each row without tags, by what the row is about."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, flags=re.S)
    cells = [[_words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.S)] for row in rows]
    return {row[0]: row[1:] for row in cells}


def _words(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_candidates_stand_side_by_side_by_criterion_with_their_evidence(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    job, _, second = two_who_finished(found)
    done(
        second.tenant.admin,
        "POST",
        f"/interviews/{second.interview_id}/decision",
        {"decision": "HIRE", "reason": "Calm on call."},
    )
    rows = rows_of(a_reader(mailbox, second, Role.VIEWER).get(address(job)).text)
    assert rows["Criterion"] == ["Berta Lind", "Asha Rao"]
    assert rows["Decision"] == ["Hire Calm on call.", "None yet"]
    asked = [row for name, row in rows.items() if name not in {"Criterion", "Interview", "Decision"}]
    assert any("Question 1" in cell for row in asked for cell in row)


def test_the_spread_is_shown_to_who_rated_and_to_nobody_before(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    job, invited, _ = two_who_finished(found)
    criterion = rate(invited, 2)
    words = criterion.replace("_", " ").capitalize()
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    assert "Rated by 1. You see it when yours is in." in rows_of(recruiter.get(address(job)).text)[words][1]
    _rates(recruiter, invited, criterion, 5)
    cell = rows_of(recruiter.get(address(job)).text)[words][1]
    assert "2 to 5 of 5 from 2 people" in cell


def _rates(who: Browser, invited: InvitedCandidate, criterion: str, score: int) -> None:
    page = f"/console/reports/{invited.interview_id}"
    fields = hidden_fields(who.get(page).text, f"{page}/ratings") | {f"score-{criterion}": str(score)}
    assert who.post(f"{page}/ratings", fields).status == 303


def test_names_are_hidden_at_will_and_reasons_with_them(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    job, invited, _ = two_who_finished(found)
    reason = {"decision": "NO", "reason": "Asha lacks the years."}
    done(invited.tenant.admin, "POST", f"/interviews/{invited.interview_id}/decision", reason)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    assert f"{address(job)}?names=hidden" in viewer.get(address(job)).text
    page = viewer.get(address(job, "?names=hidden")).text
    assert "Asha" not in page
    assert "Berta" not in page
    code = invited.interview_id[-4:].upper()
    assert rows_of(page)["Criterion"][1] == f"Candidate {code}"
    assert rows_of(page)["Decision"][1] == "No"


def test_a_job_whose_interviews_are_not_over_says_so(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    assert "Nothing to compare yet" in viewer.get(f"/console/jobs/{invited.booking.job_id}/compare").text


def test_another_organisations_job_is_not_found(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    theirs, _, _ = two_who_finished(found)
    viewer = a_reader(mailbox, an_invited_candidate(found), Role.VIEWER)
    assert viewer.get(address(theirs)).status == 404


def test_the_api_lists_the_same_reports_page_by_page(found: Founder, clock: Clock) -> None:
    job, first, second = two_who_finished(found)
    criterion = rate(first, 4)
    api = first.tenant.admin

    newest = done(api, "GET", f"/jobs/{job['job_id']}/reports?limit=1")
    older = done(api, "GET", f"/jobs/{job['job_id']}/reports?limit=1&cursor={newest['next_cursor']}")

    [later], [earlier] = newest["items"], older["items"]
    assert [one["interview_id"] for one in (later, earlier)] == [second.interview_id, first.interview_id]
    assert (earlier["candidate_name"], earlier["status"], earlier["decision"]) == ("Asha Rao", "READY", None)
    assert next(one for one in earlier["criteria"] if one["criterion"] == criterion)["highest"] == 4
    assert older["next_cursor"] is None
    assert found().admin("GET", f"/jobs/{job['job_id']}/reports").code == "NOT_FOUND"
