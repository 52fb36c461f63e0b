"""Test mode on the local cloud: through the authorizer, the streams and the roles of the functions."""

from datetime import timedelta
from typing import Any

from greenroom.clock import rfc3339, utc_now
from local.recruiting import Recruiter, eventually
from local.running import RunningStack

ADDRESS = "hiring@tests.example.com"


def test_an_interview_is_booked_mailed_to_the_organisation_and_lived_through_in_seconds(stack: RunningStack) -> None:
    policy = {"min_notice_minutes": 0, "reply_to": ADDRESS}
    live = Recruiter(stack, stack.new_organisation("Trial", policy).token)
    issued = live.made("POST", "/tokens", {"name": "Trial", "role": "admin", "mode": "test"})
    test = Recruiter(stack, issued["token"])
    starts_at = (utc_now() + timedelta(days=2)).replace(second=0, microsecond=0)
    job_id = test.job()
    candidate_id = test.candidate(job_id)
    time = {"starts_at": rfc3339(starts_at), "duration_minutes": 30}
    interview_id = test.interview(job_id, candidate_id, **time)

    link = test.link_of(interview_id)
    address = test.made("GET", f"/candidates/{candidate_id}")["email"]

    def mails() -> list[dict[str, Any]]:
        return [mail for mail in stack.mails() if address in mail["Subject"]]

    [mail] = eventually(mails, "the mail")
    assert ADDRESS in str(mail["To"])
    assert address not in str(mail["To"])
    assert live.call("GET", f"/interviews/{interview_id}").status == 404

    assert test.made("POST", "/test/clock", {"advance_minutes": 47 * 60})["reminded"] == 1
    assert test.made("POST", "/test/clock", {"to": rfc3339(starts_at)})["no_show"] == 0
    key = {"X-Session-Key": link.rpartition("=")[2]}
    state = stack.visitor().get(f"{stack.portal_url}/ai/session", headers=key).json
    assert state["state"] == "OPEN"
    assert test.made("POST", "/test/clock", {"advance_minutes": 15})["no_show"] == 1
    assert test.made("GET", f"/interviews/{interview_id}")["status"] == "NO_SHOW"
    assert {mail["Subject"].startswith("[Test, for ") for mail in mails()} == {True}
