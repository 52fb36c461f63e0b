"""Who of an interview has come, as its people are told."""

from dataclasses import dataclass

from greenroom.models.caller import CANDIDATE, INTERVIEWER, INTERVIEWERS, SOME_INTERVIEWER
from greenroom.models.interview import Interview
from greenroom.usecases.join import joined_at
from greenroom.wording import time_and_zone


@dataclass(frozen=True)
class Attendance:
    """One person of an interview, and whether they came."""

    name: str
    is_you: bool
    joined: str | None
    """When; None before that."""


def attendance(interview: Interview, you: str, zone: str) -> list[Attendance]:
    """The interviewers, then the candidate. A candidate sees one interviewer, without a name or an address."""
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
