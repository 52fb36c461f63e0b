"""The report of an interview without a model."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.interviewing.report import Report
from greenroom.models.interview import ReportStatus
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, Client, answered, rest_event
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate, make_report, parts
from tests.functional.recruiter_requests import done, made
from tests.world import Founder, app, aws, versions_below

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."


def test_events_beside_the_answers_are_reported_as_facts(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    question = invited.did("start")["question"]
    at = question["asked_at"]
    facts = [
        {"kind": "LEFT_TAB", "from": at, "to": at},
        {"kind": "PASTED", "at": at, "characters": 300},
    ]
    invited.did("answer", question_id=question["id"], text=ANSWER, facts=facts)
    invited.did("finish")
    make_report(invited)
    told = invited.report()["integrity"]
    assert [re.sub(r"\d\d:\d\d", "hh:mm", one["fact"]) for one in told] == [
        "Left the tab at hh:mm for 0 s",
        "Pasted 300 characters at hh:mm",
    ]
    assert told[1]["characters"] == 300


def test_a_draft_at_the_end_counts_as_what_was_answered(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    question = invited.did("start")["question"]
    invited.did("heartbeat", question_id=question["id"], text=ANSWER)
    invited.did("finish")
    make_report(invited)
    (only,) = invited.report()["questions"]
    assert (only["answer"], only["handed_in"]) == (ANSWER, False)


def test_a_running_interview_shows_nothing_of_itself(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    question = invited.did("start")["question"]
    invited.did("answer", question_id=question["id"], text=ANSWER)
    report = invited.report()
    assert (report["status"], report["questions"], report["integrity"]) == ("PENDING", [], [])


def test_an_erased_candidate_has_no_report_and_no_recording(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    question = invited.did("start")["question"]
    key = invited.did("upload", question_id=question["id"], content_type="audio/wav")["audio_key"]
    aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"sound")
    invited.did("answer", question_id=question["id"], audio_key=key)
    invited.did("finish")
    assert invited.tenant.admin("DELETE", f"/candidates/{invited.booking.candidate_id}").status == 204
    make_report(invited)
    assert invited.tenant.admin("GET", f"/interviews/{invited.interview_id}/report").status == 404
    assert versions_below(f"answers/{invited.org_id}/") == []


def test_another_organisation_reads_no_report(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    stranger = found("Other").admin
    assert stranger("GET", f"/interviews/{invited.interview_id}/report").status == 404
    assert isinstance(invited, InvitedCandidate)


def test_without_a_model_there_is_coverage_and_no_score(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some(ANSWER, ANSWER)
    make_report(invited)
    report = invited.report()
    assert (report["made_by"], report["model"], report["prompt_version"]) == ("COVERAGE", None, None)
    assert all((one["score"], one["verdict"]) == (None, "NOT_SCORED") for one in report["questions"])
    assert all(quote["quote"] in one["answer"] for one in report["questions"] for quote in one["coverage"]["covered"])


def test_an_answer_that_recites_what_is_expected_has_no_mark_and_no_count_stands_in_the_headline(
    found: Founder, clock: Clock
) -> None:
    invited = an_invited_candidate(found)
    plan = invited.tenant.admin("GET", f"/interviews/{invited.interview_id}/plan").json["questions"]
    expected = {question["id"]: ". ".join(question["expected_points"]) + "." for question in plan}
    invited.sits_through(lambda question: expected.get(question["id"], ANSWER))
    make_report(invited)
    report = invited.report()
    told = [one for one in report["questions"] if one["id"] in expected]
    assert any(one["coverage"]["covered"] for one in told)
    assert [one["marks"] for one in told] == [[]] * len(told)
    assert "point" not in report["summary"]


def test_the_overview_says_how_it_was_answered_and_what_the_questions_were_about(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some(ANSWER, ANSWER)
    make_report(invited)
    report = invited.report()
    assert [one["answer_kind"] for one in report["questions"]] == ["WORDS", "WORDS"]
    assert "Answered: 2 in words" in report["summary"]
    assert {one["criterion"] for one in report["criteria"]} == {one["competency"] for one in report["questions"]}
    assert sorted(number for one in report["criteria"] for number in one["numbers"]) == [1, 2]
    assert report["decision"] is None
    decision = {"decision": "HOLD", "reason": "One more talk."}
    invited.tenant.admin("POST", f"/interviews/{invited.interview_id}/decision", decision)
    assert invited.report()["decision"]["reason"] == "One more talk."


def test_twelve_long_transcripts_make_a_report(found: Founder, clock: Clock, cloud: Database) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some("An answer.")
    said = {f"q{number}": chr(0x4E00 + number) * 50_000 for number in range(12)}
    interview = app.schedule.interview(invited.org_id, invited.interview_id)
    report = Report(status=ReportStatus.READY, transcripts=said)
    app.ai_interviews.report(invited.session_hash, report, interview.changed(version=interview.version + 1))
    kept = app.ai_interviews.find(invited.session_hash)
    assert kept is not None
    assert kept[1] is not None
    assert kept[1].transcripts == said
    assert all(len(str(part).encode()) < 400_000 for part in parts(cloud, invited).values())


def opened(link: str) -> Answer:
    """The page behind a report's link, or behind a changed link."""
    return answered(rest_event("GET", unescape(link).removeprefix("https://portal.example.com")))


def test_a_report_page_stays_small_whatever_the_answers_are_and_the_whole_is_a_page_away(
    found: Founder, clock: Clock
) -> None:
    invited = an_invited_candidate(found)
    longest = "&" * 50_000
    step, facts = invited.did("start"), [{"kind": "PASTED", "at": rfc3339(clock()), "characters": 1}] * 200
    while not step["done"]:
        question = step["question"]["id"]
        step = invited.did("answer", question_id=question, text=longest, code="<" * 50_000, facts=facts)
        facts = []
    make_report(invited)
    link = invited.report()["report_link"]
    page = opened(link)
    assert page.status == 200
    assert len(page.text.encode()) < 1_000_000
    (first, *others) = re.findall(r'href="(/report/[^"]+/answers/[^"]+)"', page.text)
    assert len(others) + 1 == len(invited.report()["questions"])
    whole = opened(first)
    assert whole.status == 200
    assert (whole.text.count("&amp;"), whole.text.count("&lt;")) >= (50_000, 50_000)
    assert len(whole.text.encode()) < 1_000_000
    assert f'href="{link.removeprefix("https://portal.example.com").replace("&", "&amp;")}#question-1"' in whole.text
    assert opened(first.replace("/answers/1?", "/answers/99?")).status == 404
    assert opened(first.replace("signature=", "signature=0")).status == 404


def test_an_answer_of_usual_length_is_shown_whole(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    said = "I would ask what the customer sees, and then look at the oldest message. " * 100
    invited.answers_some(said)
    make_report(invited)
    page = opened(invited.report()["report_link"])
    assert re.sub("</?mark>", "", page.text).count("oldest message.") == 100
    assert "/answers/" not in page.text


def test_a_report_link_dies_with_the_token_that_made_it(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some("An answer.")
    make_report(invited)
    lasting = invited.report()["report_link"]
    issued = made(invited.tenant.admin, "/tokens", {"name": "Leaked", "role": "viewer"})
    reader = Client(issued["token"])
    link = done(reader, "GET", f"/interviews/{invited.interview_id}/report")["report_link"]
    assert opened(link).status == 200
    assert invited.tenant.admin("DELETE", f"/tokens/{issued['token_id']}").status == 204
    assert "This link does not open a report" in opened(link).text
    assert opened(lasting).status == 200
    made_by = parse_qs(urlsplit(lasting).query)["made_by"][0], parse_qs(urlsplit(link).query)["made_by"][0]
    assert opened(link.replace(made_by[1], made_by[0])).status == 404


def test_a_report_that_fails_repeatedly_ends_as_a_visible_failure(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some("An answer.")

    def breaks() -> None:
        raise RuntimeError("something that nobody thought of")

    with with_parts(app, language_model=breaks):
        for count in range(1, 6):
            with pytest.raises(RuntimeError):
                make_report(invited, receive_count=count)
            assert invited.report()["status"] == ("FAILED" if count == 5 else "PENDING")
    assert app.schedule.interview(invited.org_id, invited.interview_id).report is ReportStatus.FAILED
