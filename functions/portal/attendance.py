"""Who has joined an interview, as the page before it shows."""

from typing import NamedTuple

from greenroom.models.caller import CANDIDATE, INTERVIEWER, INTERVIEWERS, SOME_INTERVIEWER
from greenroom.models.interview import Interview
from greenroom.usecases.join import joined_at
from greenroom.wording import time_and_zone


class Attendance(NamedTuple):
    """One person of an interview, and whether they came."""

    name: str
    is_you: bool
    joined: str | None
    """The time of joining in words; None until then."""


def attendance(interview: Interview, you: str, zone: str) -> list[Attendance]:
    """The interviewers and then the candidate. A candidate sees a single interviewer without name or address."""
    people = [(INTERVIEWER, "Interviewer")]
    if you != CANDIDATE and interview.interviewers:
        people = [(who, one.name or one.email) for who, one in zip(INTERVIEWERS, interview.interviewers, strict=False)]
        if len(people) > 1 and interview.interviewer_joined_at and not interview.panel_joined:
            people.append((SOME_INTERVIEWER, "An interviewer"))
    rows = []
    for who, name in [*people, (CANDIDATE, interview.candidate_name)]:
        came = interview.interviewer_joined_at if you == CANDIDATE != who else joined_at(interview, who)
        rows.append(Attendance(name, who == you, time_and_zone(came, zone) if came else None))
    return rows
