"""Ratings and the decision on a report's page in the console."""

from typing import Any

from greenroom.models.organisation import Role
from local.gateway import Answer
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate
from tests.functional.console.test_reports import a_completed_interview, a_reader
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import done
from tests.world import Founder, app


def page_of(invited: InvitedCandidate) -> str:
    return f"/console/reports/{invited.interview_id}"


def sends(who: Browser, invited: InvitedCandidate, form: str, **fields: str) -> Answer:
    action = f"{page_of(invited)}/{form}"
    return who.post(action, hidden_fields(who.get(page_of(invited)).text, action) | fields)


def ratings(invited: InvitedCandidate) -> Any:
    return done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}/ratings")


def test_a_member_rates_and_then_sees_what_the_others_gave(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = a_completed_interview(found)
    first = ratings(invited)["criteria"][0]["criterion"]
    body = {"criterion": first, "score": 2, "note": "Too vague for me."}
    assert invited.tenant.admin("POST", f"/interviews/{invited.interview_id}/ratings", body).status == 201
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)

    before = recruiter.get(page_of(invited)).text
    assert "You see it when yours is in." in before
    assert "Too vague for me." not in before

    sent = {f"score-{first}": "5", f"note-{first}": "Named the cause."}
    assert {sends(recruiter, invited, "ratings", **sent).status for _ in range(2)} == {303}
    after = recruiter.get(page_of(invited)).text
    assert "Too vague for me." in after
    assert "from 2 to 5" in after
    assert [one["score"] for one in ratings(invited)["items"]] == [2, 5]


def test_a_viewer_is_not_asked_to_rate_and_an_interviewer_who_holds_it_is(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = a_completed_interview(found)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    assert f'action="{page_of(invited)}/ratings"' not in viewer.get(page_of(invited)).text
    assert f'action="{page_of(invited)}/decision"' not in viewer.get(page_of(invited)).text
    mine = app.interviews.get(invited.org_id, invited.interview_id)
    changed = mine.changed(interviewer_email="lead@acme.example.com", version=mine.version + 1)
    app.interviews.replace(changed, mine.version)
    interviewer = a_reader(mailbox, invited, Role.INTERVIEWER, "lead@acme.example.com")
    first = ratings(invited)["criteria"][0]["criterion"]
    assert sends(interviewer, invited, "ratings", **{f"score-{first}": "4"}).status == 303
    assert ratings(invited)["criteria"][0]["reviewers"] == 1


def test_a_refusal_is_shown_and_no_typed_text_is_lost(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    invited = a_completed_interview(found)
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    first = ratings(invited)["criteria"][0]["criterion"]
    refused = sends(recruiter, invited, "ratings", **{f"note-{first}": "Clear and calm."})
    assert (refused.status, "at least one criterion" in refused.text) == (400, True)
    assert "Clear and calm." in refused.text
    undecided = sends(recruiter, invited, "decision", decision="", reason="We need one more talk.")
    assert (undecided.status, "We need one more talk." in undecided.text) == (400, True)
    assert ratings(invited)["decision"] is None


def test_a_decision_stands_on_the_report_with_who_made_it_and_why(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = a_completed_interview(found)
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    assert sends(recruiter, invited, "decision", decision="HIRE", reason="Calm on call.").status == 303
    page = recruiter.get(page_of(invited)).text
    assert "Decision: Hire" in page
    assert "Calm on call." in page
    log = done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}/logs")["items"]
    assert [entry["new"] for entry in log if entry["action"] == "DECIDED"] == [{"decision": "HIRE"}]


def test_another_organisations_interview_is_not_rated(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    invited, theirs = a_completed_interview(found), an_invited_candidate(found)
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    fields = hidden_fields(recruiter.get(page_of(invited)).text, f"{page_of(invited)}/ratings")
    assert recruiter.post(f"{page_of(theirs)}/ratings", fields | {"score-EXPERIENCE": "1"}).status == 404
    assert recruiter.post(f"{page_of(theirs)}/decision", fields | {"decision": "NO", "reason": "A"}).status == 404
