"""The main path with the client that openapi-python-client generates. The client's own Python runs it, not pytest.

Arguments: the folder that holds the generated package `greenroom_api`, the API's address, a token, and a day.
"""

import datetime as dates
import importlib
import pkgutil
import sys
from typing import Any


def main(folder: str, url: str, token: str, day: str) -> None:
    """Print the interview's id and its state after the booking."""
    sys.path.insert(0, folder)
    package = importlib.import_module("greenroom_api")
    modules = {
        name: importlib.import_module(name) for _, name, _ in pkgutil.walk_packages(package.__path__, "greenroom_api.")
    }
    models = modules["greenroom_api.models"]
    client = package.AuthenticatedClient(
        base_url=url, token=token, prefix="Token", raise_on_unexpected_status=True, timeout=30
    )

    def done(operation: str, *arguments: Any, **named: Any) -> Any:
        """The answer of an operation. A refusal ends the program with its message."""
        answer = modules[f"greenroom_api.api.{operation}"].sync_detailed(*arguments, client=client, **named)
        if answer.status_code >= 300:
            raise SystemExit(f"{operation}: {answer.status_code} {answer.content.decode()}")
        return answer.parsed

    wanted = models.CreateJob(job_title="Backend Engineer", company_name="Acme", job_description="Builds services.")
    job = done("jobs.post_job", body=wanted, idempotency_key="the-job")
    person = models.CreateCandidate(full_name="Asha Raman", email="asha@example.org", job_id=job.job_id)
    candidate = done("candidates.post_candidate", body=person)
    done("candidates.post_shortlist", candidate.candidate_id, body=models.Shortlist(shortlisted=True))
    gates = models.ToggleInterview(interview_enabled=True)
    done("candidates.post_toggle_interview", candidate.candidate_id, body=gates)
    time = models.CreateSlot(
        job_id=job.job_id, interview_date=dates.date.fromisoformat(day), start_time="14:30", end_time="15:15"
    )
    slot = done("slots.post_slot", body=time)
    both = models.CreateInterview(candidate_id=candidate.candidate_id, job_id=job.job_id)
    interview = done("interviews.post_interview", body=both)
    booking = models.BookSlot(interview_id=interview.interview_id)
    booked = done("bookings.book_slot", slot.slot_id, body=booking)
    read = done("interviews.get_interview", interview.interview_id)
    assert read.started_at == booked.started_at
    [listed] = done("interviews.get_interviews", job_id=job.job_id).items
    print(listed.interview_id, listed.status)


if __name__ == "__main__":
    main(*sys.argv[1:])
