"""Simultaneous requests for unique values, and effects of streams, which only a running cloud can show."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from greenroom.clock import rfc3339, utc_now
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, stack.token)


@pytest.mark.parametrize("shared", ["external_id", "email"])
def test_one_of_twelve_simultaneous_requests_makes_the_record_and_the_others_get_its_id(
    recruiter: Recruiter, shared: str
) -> None:
    mark = uuid4().hex

    def ask(number: int) -> tuple[int, str]:
        own = {"external_id": f"{mark}-{number}", "email": f"{mark}.{number}@example.com"}
        body = {"full_name": "Asha Raman"} | own | {shared: f"{mark}@example.com"}
        answer = recruiter.call("POST", "/candidates", body)
        return answer.status, answer.text

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(ask, range(12)))

    assert sorted(status for status, _ in answers) == [201, *[409] * 11]
    [made] = recruiter.made("GET", f"/candidates?{shared}={mark}@example.com")["items"]
    assert all(made["candidate_id"] in text for _, text in answers)


def test_a_mail_that_went_out_is_among_the_changes(recruiter: Recruiter) -> None:
    interview_id, job_id = recruiter.pending()
    recruiter.book(interview_id, recruiter.slot(job_id, at(9)))
    since = rfc3339(utc_now().replace(microsecond=0))

    def told() -> bool:
        changes = recruiter.made("GET", f"/interviews?job_id={job_id}&updated_since={since}")["items"]
        return [one["email"]["status"] for one in changes] == ["SENT"]

    assert eventually(told, "a change by the e-mail that went out")
