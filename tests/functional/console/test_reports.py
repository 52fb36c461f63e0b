"""Reports in the console: the list, one report, and who may read which."""

import re

from greenroom.models.organisation import Role
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate, make_report
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox
from tests.world import Founder, app

REPORTS = "/console/reports"
ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."


def a_completed_interview(found: Founder) -> InvitedCandidate:
    invited = an_invited_candidate(found)
    question = invited.did("start")["question"]
    invited.did("answer", question_id=question["id"], text=ANSWER)
    invited.did("finish")
    make_report(invited)
    return invited


def a_reader(
    mailbox: SignInMailbox, invited: InvitedCandidate, role: Role, email: str = "asha@acme.example.com"
) -> Browser:
    a_member(invited.tenant, email, role)
    return signed_in(mailbox, email)


def test_a_viewer_finds_the_report_in_the_list_and_reads_what_was_said(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = a_completed_interview(found)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    assert f'href="{REPORTS}/{invited.interview_id}"' in viewer.get(REPORTS).text
    page = viewer.get(f"{REPORTS}/{invited.interview_id}")
    assert page.status == 200
    assert ANSWER in re.sub("</?mark>", "", page.text)
    assert "A report supports a decision of people; it does not make one." in page.text


def test_a_long_answer_is_folded_and_read_on_its_own_page(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some("&" * 50_000)
    make_report(invited)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    page = viewer.get(f"{REPORTS}/{invited.interview_id}").text
    assert page.count("&amp;") < 4_000
    assert f'href="{REPORTS}/{invited.interview_id}/answers/1"' in page
    assert viewer.get(f"{REPORTS}/{invited.interview_id}/answers/1").text.count("&amp;") >= 50_000
    assert viewer.get(f"{REPORTS}/{invited.interview_id}/answers/9").status == 404
    stranger = a_reader(mailbox, invited, Role.INTERVIEWER, "lee@acme.example.com")
    assert stranger.get(f"{REPORTS}/{invited.interview_id}/answers/1").status == 404


def test_an_interviewer_reads_the_reports_of_their_own_interviews_alone(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = a_completed_interview(found)
    interviewer = a_reader(mailbox, invited, Role.INTERVIEWER)
    assert interviewer.get(REPORTS).status == 403
    assert interviewer.get(f"{REPORTS}/{invited.interview_id}").status == 404
    mine = app.interviews.get(invited.org_id, invited.interview_id)
    app.interviews.replace(
        mine.changed(interviewer_email="Asha@Acme.example.com", version=mine.version + 1), mine.version
    )
    assert interviewer.get(f"{REPORTS}/{invited.interview_id}").status == 200


def test_a_report_that_is_not_there_yet_says_so(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    assert "The interview is not over yet." in viewer.get(f"{REPORTS}/{invited.interview_id}").text
    assert "No report yet" in viewer.get(REPORTS).text


def test_another_organisations_report_is_not_found(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    theirs = a_completed_interview(found)
    ours = an_invited_candidate(found)
    viewer = a_reader(mailbox, ours, Role.VIEWER)
    assert viewer.get(f"{REPORTS}/{theirs.interview_id}").status == 404
    assert theirs.interview_id not in viewer.get(REPORTS).text
