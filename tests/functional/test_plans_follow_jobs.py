"""Questions that are made in advance follow changes of their job, until somebody edits them or the interview begins."""

from datetime import timedelta
from typing import Any

from functions.prepare_questions import handler as prepare_questions
from greenroom.adapters.items import decode
from greenroom.settings import settings
from greenroom.usecases.join import check_in
from local.applications import with_parts
from tests.functional.recruiter_client import RecruiterClient, session_of
from tests.functional.recruiter_requests import done
from tests.world import app

NURSE = {
    "job_title": "Nurse, intensive care",
    "job_description": "Care for patients on ventilators, give medicines, speak with relatives, keep the charts.",
    "domain": "Nursing",
    "coding_language": None,
}


def record(recruiter: RecruiterClient, interview: Any) -> Any:
    """The stream record of the booking."""
    key = {"booking_id": {"S": f"{recruiter.org_id}#{interview['interview_id']}"}}
    return decode(recruiter.database.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"])


def stream_follows(recruiter: RecruiterClient, interview: Any) -> None:
    recruiter.follow(interview)
    prepare_questions._prepare(record(recruiter, interview))


def planned(recruiter: RecruiterClient, **fields: Any) -> Any:
    interview = recruiter.interview("AI", **fields)
    stream_follows(recruiter, interview)
    return interview


def change_job(recruiter: RecruiterClient, interview: Any, **fields: Any) -> bool:
    """Change the job. Returns whether the booking has a new stream record, which is then delivered."""
    recruiter.now += timedelta(seconds=1)
    before = record(recruiter, interview)
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", fields)
    is_new = bool(record(recruiter, interview) != before)
    if is_new:
        stream_follows(recruiter, interview)
    return is_new


def texts(recruiter: RecruiterClient, interview: Any) -> list[str]:
    return [
        one["text"] for one in done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/plan")["questions"]
    ]


def test_a_new_description_makes_new_questions_under_the_link_that_is_out(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    recruiter.mails()
    before = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")
    about_software = texts(recruiter, interview)
    assert change_job(recruiter, interview, job_description=NURSE["job_description"], domain="Nursing")
    after = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")
    assert texts(recruiter, interview) != about_software
    assert after["interview_link"] == before["interview_link"]
    assert recruiter.mails() == {}
    log = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    assert log[-1]["new"]["followed"] == ["questions"]


def test_another_job_altogether_asks_about_that_job(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    change_job(recruiter, interview, **NURSE)
    said = " ".join(texts(recruiter, interview)).lower()
    assert "patient" in said
    assert "python" not in said


def test_the_same_description_again_and_another_contact_make_nothing_anew(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    job = done(recruiter.api, "GET", f"/jobs/{interview['job_id']}")
    before = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/plan")
    assert not change_job(recruiter, interview, job_description=job["job_description"])
    assert change_job(recruiter, interview, contact={"email": "hr@acme.example.com"})
    assert done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/plan") == before


def test_questions_that_somebody_edited_stay(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    path = f"/interviews/{interview['interview_id']}/plan"
    kept = [{"id": one["id"]} for one in done(recruiter.api, "GET", path)["questions"]]
    mine = [{"id": kept[0]["id"], "text": "How do you keep calm when three alarms ring?", "locked": True}, *kept[1:]]
    edited = done(recruiter.api, "PUT", path, {"questions": mine})
    change_job(recruiter, interview, job_description=NURSE["job_description"])
    stream_follows(recruiter, interview)
    assert done(recruiter.api, "GET", path)["questions"] == edited["questions"]


def test_questions_of_an_interview_that_has_begun_stay(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    before = texts(recruiter, interview)
    session = session_of(recruiter, interview)
    recruiter.now = session.opens_at
    check_in(session, schedule=app.schedule, now=recruiter.now, consented=True)
    assert not change_job(recruiter, interview, **NURSE)
    prepare_questions._prepare(record(recruiter, interview))
    assert texts(recruiter, interview) == before


def test_a_change_that_broke_off_before_the_questions_is_finished_by_its_repetition(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    before = texts(recruiter, interview)
    job = app.jobs.get(recruiter.org_id, interview["job_id"])
    changed = {"job_description": NURSE["job_description"], "domain": "Nursing"}
    app.jobs.replace(job.changed(**changed, version=job.version + 1), job.version)
    assert texts(recruiter, interview) == before
    assert change_job(recruiter, interview, **changed)
    assert texts(recruiter, interview) != before


def test_questions_in_the_making_while_the_job_changes_are_made_again(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    old_record = record(recruiter, interview)
    job = app.jobs.get(recruiter.org_id, interview["job_id"])
    done(
        recruiter.api,
        "PATCH",
        f"/jobs/{job.job_id}",
        {"job_description": NURSE["job_description"], "domain": "Nursing"},
    )
    new_record = record(recruiter, interview)
    # The function has read the job before the change, and stores its plan only now.
    with with_parts(app, jobs=OldJobs(job)):
        prepare_questions._prepare(old_record)
    stale = texts(recruiter, interview)
    assert new_record != old_record
    prepare_questions._prepare(new_record)
    assert texts(recruiter, interview) != stale


class OldJobs:
    """A store that returns the jobs as they were before a change."""

    def __init__(self, job: Any) -> None:
        self.job, self.now = job, app.jobs

    def get(self, _org_id: str, _job_id: str) -> Any:
        return self.job

    def questions(self, org_id: str, job_id: str) -> Any:
        return self.now.questions(org_id, job_id)


def test_another_language_of_the_organisation_reaches_questions_that_are_ready(recruiter: RecruiterClient) -> None:
    interview = planned(recruiter)
    done(recruiter.api, "PATCH", "/organisation", {"policy": {"language_code": "de-DE"}})
    stream_follows(recruiter, interview)
    plan = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/plan")
    assert plan["version"] == 2
    assert "questions in de-DE need a model" in plan["language_note"]
