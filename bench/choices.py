"""The steps of choosing a time: the invitation, the page of free times, and taking one."""

from typing import Any
from urllib.parse import urlencode

from bench.calls import Call
from bench.interviews import stream_event
from bench.recruiter import MeasuredRecruiter
from greenroom.api.choosing_candidate import COOKIE, choosing_candidate
from greenroom.rules.links import session_hash


def _invited(recruiter: MeasuredRecruiter) -> tuple[str, str]:
    """An interview whose candidate was invited, and the key of the link."""
    interview_id = recruiter.pending()
    answer = recruiter.make("POST", f"/interviews/{interview_id}/invite")
    return interview_id, str(answer["interview_link"]).rpartition("=")[2]


def invitation(recruiter: MeasuredRecruiter) -> dict[str, Any]:
    """The event of the bookings stream for an invitation to choose."""
    return stream_event(recruiter, _invited(recruiter)[0])


def page_of_times(recruiter: MeasuredRecruiter) -> Call:
    """The page behind the link, with one free time."""
    recruiter.slot()
    interview_id, key = _invited(recruiter)
    return Call("GET", f"/interview/choose/{interview_id}", headers={"Cookie": f"{COOKIE}={key}"})


def taken_time(recruiter: MeasuredRecruiter) -> Call:
    """The request of the button that books."""
    slot_id, (interview_id, key) = recruiter.slot(), _invited(recruiter)
    found = choosing_candidate(key, recruiter.app.sessions)
    token = found.csrf_token if found else session_hash(key)
    form = urlencode({"csrf_token": token, "slot_id": slot_id})
    headers = {"Cookie": f"{COOKIE}={key}", "Content-Type": "application/x-www-form-urlencoded"}
    return Call("POST", f"/interview/choose/{interview_id}/take", form, headers)
