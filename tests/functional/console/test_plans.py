"""The plan of an interview in the console: read, replaced, put in order, locked, and shut once the interview begins."""

import re
from html import unescape
from typing import Any

from greenroom.models.organisation import Role
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate
from tests.functional.console.test_reports import a_reader
from tests.functional.own_list import SignInMailbox
from tests.functional.recruiter_requests import done
from tests.world import Founder

type Form = dict[str, list[str]]


def page_of(invited: InvitedCandidate) -> str:
    return f"/console/interviews/{invited.interview_id}/plan"


def plan_of(invited: InvitedCandidate) -> Any:
    return done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}/plan")


def form_in(page: str) -> Form:
    """What a browser would send of the page's form, unchanged."""
    form = re.search(r'<form class="form wide".*?</form>', page, flags=re.S)
    assert form, page
    sent: Form = {}
    for tag, attributes, inner in re.findall(r"<(input|textarea|select)([^>]*)>([^<]*)", form[0]):
        name = re.search(r' name="([\w-]+)"', attributes)
        is_ticked = 'type="checkbox"' not in attributes or " checked" in attributes
        if name and is_ticked and tag != "select":
            value = re.search(r' value="([^"]*)"', attributes)
            sent.setdefault(name[1], []).append(unescape(value[1] if value else inner.removeprefix("\n")))
    for name, options in re.findall(r'<select [^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form[0], flags=re.S):
        sent.setdefault(name, []).append(re.findall(r'value="([^"]*)" selected', options)[0])
    return sent


def texts(form: Form) -> list[str]:
    return [text for text in form["text"] if text]


def test_saving_the_form_as_it_is_changes_nothing(mailbox: SignInMailbox, invited: InvitedCandidate) -> None:
    recruiter, before = a_reader(mailbox, invited, Role.RECRUITER), plan_of(invited)
    shown = form_in(recruiter.get(page_of(invited)).text)
    assert texts(shown) == [question["text"] for question in before["questions"]]
    assert recruiter.post(page_of(invited), shown).status == 303
    assert plan_of(invited) == before


def test_a_question_is_put_in_order_locked_replaced_and_added(
    mailbox: SignInMailbox, invited: InvitedCandidate
) -> None:
    recruiter, before = a_reader(mailbox, invited, Role.RECRUITER), plan_of(invited)
    form = form_in(recruiter.get(page_of(invited)).text)
    second = form["key"][1]
    arranged = recruiter.post(page_of(invited), form | {"press": [f"up {second}"]})
    assert (arranged.status, plan_of(invited) == before) == (200, True)
    assert "Not saved yet." in arranged.text
    form = form_in(arranged.text)
    assert form["key"][0] == second

    last = form["key"][-2]
    form = form_in(recruiter.post(page_of(invited), form | {"press": [f"away {last}"]}).text)
    form["text"][-1] = "Why do you want to work with bees?"
    form["text"][1] = "What did you do first, and why?"
    assert recruiter.post(page_of(invited), form | {"locked": [second]}).status == 303
    after = plan_of(invited)
    assert [after["questions"][at]["text"] for at in (1, -1)] == [form["text"][1], "Why do you want to work with bees?"]
    assert [question["locked"] for question in after["questions"]][:2] == [True, False]
    assert last not in [question["id"] for question in after["questions"]]


def test_weights_are_set_for_what_is_asked_about(mailbox: SignInMailbox, invited: InvitedCandidate) -> None:
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    form = form_in(recruiter.get(page_of(invited)).text)
    criterion = form["competency"][0]
    assert recruiter.post(page_of(invited), form | {f"weight-{criterion}": ["5"]}).status == 303
    weights = {one["criterion"]: one["weight"] for one in plan_of(invited)["criteria"]}
    assert weights[criterion] == 5


def test_more_than_fits_is_refused_and_stays_typed(mailbox: SignInMailbox, invited: InvitedCandidate) -> None:
    recruiter, before = a_reader(mailbox, invited, Role.RECRUITER), plan_of(invited)
    form = form_in(recruiter.get(page_of(invited)).text)
    form["minutes"][0], form["text"][0] = "30", "A long story of yours, please."
    refused = recruiter.post(page_of(invited), form)
    assert (refused.status, plan_of(invited)) == (400, before)
    assert "minutes together" in refused.text
    assert texts(form_in(refused.text)) == texts(form)


def test_the_second_of_two_members_who_change_a_plan_is_refused_and_loses_nothing(
    mailbox: SignInMailbox, invited: InvitedCandidate
) -> None:
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    form = form_in(recruiter.get(page_of(invited)).text)
    form["text"][0] = "Who changed this first?"
    assert recruiter.post(page_of(invited), form).status == 303
    form["text"][0] = "Who changed this second?"
    refused = recruiter.post(page_of(invited), form)
    assert (refused.status, plan_of(invited)["questions"][0]["text"]) == (412, "Who changed this first?")
    assert "Who changed this second?" in refused.text


def test_once_it_has_begun_the_questions_are_read_and_no_longer_changed(
    mailbox: SignInMailbox, invited: InvitedCandidate
) -> None:
    recruiter = a_reader(mailbox, invited, Role.RECRUITER)
    form = form_in(recruiter.get(page_of(invited)).text)
    invited.did("start")
    form["text"][0] = "Too late?"
    assert recruiter.post(page_of(invited), form).status == 409
    page = recruiter.get(page_of(invited)).text
    assert "until an interview begins" in page
    assert plan_of(invited)["questions"][0]["text"] in unescape(page)


def test_viewers_read_and_other_organisations_find_nothing(
    mailbox: SignInMailbox, invited: InvitedCandidate, found: Founder
) -> None:
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    page = viewer.get(page_of(invited)).text
    assert '<form class="form wide"' not in page
    assert plan_of(invited)["questions"][0]["text"] in unescape(page)
    assert viewer.post(page_of(invited), {}).status == 403
    theirs = an_invited_candidate(found)
    assert viewer.get(page_of(theirs)).status == 404


def test_while_a_plan_is_made_the_page_says_so_and_looks_again(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = an_invited_candidate(found, planned=False)
    page = a_reader(mailbox, invited, Role.RECRUITER).get(page_of(invited)).text
    assert "The questions are being made" in page
    assert "data-refresh" in page
