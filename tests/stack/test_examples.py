"""The shell lines of docs/api.md and the client of examples/ work with the local cloud."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples.client import Greenroom, RefusedError
from local.paths import ROOT
from local.recruiting import Recruiter, eventually
from local.resume_sample import resume_pdf
from local.running import RunningStack

SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
GIVEN = re.compile(r"^(API|TOKEN)=.*\n", re.MULTILINE)


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation whose meetings open a day before they start, so that the page's one can be entered."""
    return Recruiter(stack, stack.new_organisation("Example", {"join_buffer_minutes": 1440}).token)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page's lines are for curl, which is not installed")
def test_the_shell_lines_of_the_page_do_what_it_says(recruiter: Recruiter, tmp_path: Path) -> None:
    (tmp_path / "asha.pdf").write_bytes(resume_pdf())
    lines = "\n".join(SHELL.findall((ROOT / "docs" / "api.md").read_text()))
    given = f"API={recruiter.stack.api_url}/api/v1\nTOKEN={recruiter.token}\n"
    script = f"set -euo pipefail\n{given}{GIVEN.sub('', lines)}\necho; echo $INTERVIEW $MEETING $CANDIDATE"

    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stdout + done.stderr
    interview_id, meeting_id, candidate_id = done.stdout.splitlines()[-1].split()
    assert recruiter.actions(interview_id)[:2] == ["CREATED", "SCHEDULED"]
    assert "RESCHEDULED" in recruiter.actions(interview_id)
    assert recruiter.made("GET", f"/interviews/{interview_id}")["status"] == "CANCELLED"
    meeting = recruiter.made("GET", f"/interviews/{meeting_id}")
    assert (meeting["status"], "JOINED" in recruiter.actions(meeting_id)) == ("SCHEDULED", True), "one alone is there"
    path = f"/candidates/{candidate_id}/resume"
    eventually(lambda: recruiter.made("GET", path)["status"] == "PARSED" or None, "reading the résumé", seconds=60)


def test_the_client_does_the_main_path(recruiter: Recruiter) -> None:
    greenroom = Greenroom(recruiter.stack.api_url, recruiter.token)
    days = [f"{datetime.now(UTC).date() + timedelta(days=days)}" for days in (7, 14)]

    job = greenroom.create_job("Backend Engineer", "Acme", "Build the services behind our booking platform.")
    asha = greenroom.create_candidate("Asha Raman", "asha@example.org", job["job_id"], timezone="Asia/Kolkata")
    resume = greenroom.upload_resume(asha["candidate_id"], resume_pdf(), "asha.pdf")
    greenroom.enable_interview(asha["candidate_id"])
    for day in days:
        greenroom.create_slot(job["job_id"], day, "14:30", "15:15", timezone="Asia/Kolkata")
    first, later = greenroom.free_slots(job["job_id"])
    booked = greenroom.book(asha["candidate_id"], job["job_id"], first["slot_id"])
    interview = eventually(lambda: sent(greenroom, booked["interview_id"]), "the invitation", seconds=60)
    moved = greenroom.reschedule(greenroom.interview(interview), later["slot_id"])

    assert resume["status"] == "PARSED"
    assert "Asha" in (resume["parsed_text"] or "")
    assert moved["slot_id"] == later["slot_id"]
    with pytest.raises(RefusedError, match="Somebody changed this") as refused:
        greenroom.reschedule(booked, first["slot_id"])
    assert refused.value.code == "STALE_VERSION"
    greenroom.cancel(interview, "The position is filled.")
    assert greenroom.interview(interview)["status"] == "CANCELLED"
    assert greenroom.log(interview)[0]["action"] == "CREATED"
    assert len(list(greenroom.free_slots(job["job_id"]))) == 2


def sent(greenroom: Greenroom, interview_id: str) -> str | None:
    """The interview's id when its invitation is out."""
    return interview_id if greenroom.interview(interview_id)["email"]["status"] == "SENT" else None
