"""All data about one person in an organisation, for a request of access."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.interviewing.rating import Rating
from greenroom.models.audit import LogEntry
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Interview
from greenroom.models.resume import Resume
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.read_report import ReportAsRead
from greenroom.usecases.report_of import report_of

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.meeting_rooms import MeetingRooms
    from greenroom.adapters.ratings import Ratings
    from greenroom.adapters.resumes import Resumes
    from greenroom.models.page import Position


MOST_CHARACTERS = 1_000_000
"""Limit of the interviews' length in one answer. With one interview beyond it, and résumés, it stays under 6 MB."""
RESUMES_WITH_TEXT = 10


class ExportedInterview(NamedTuple):
    """One interview with all data that belongs to it."""

    interview: Interview
    log: Sequence[LogEntry]
    report: ReportAsRead | None
    ratings: Sequence[Rating]


class ExportedCandidate(NamedTuple):
    """One person."""

    candidate: Candidate
    gates: Sequence[Match]
    resumes: Sequence[Resume]
    """Newest first. Beyond the ten newest, résumés come without their text, which their file has."""
    interviews: Sequence[ExportedInterview]
    next_position: "Position | None"
    """The position where the next page of interviews begins."""


def export_candidate(
    candidate_id: str,
    *,
    by: Caller,
    candidates: "Candidates",
    matches: "Matches",
    resumes: "Resumes",
    interviews: "Interviews",
    ai_interviews: "AiInterviews",
    rooms: "MeetingRooms",
    ratings: "Ratings",
    links: LinkMaker,
    limit: int,
    position: "Position | None",
) -> ExportedCandidate:
    """A candidate's data: gates, résumés, and a page of interviews, newest first, with log, report and all ratings.

    A request of access covers what others wrote about the person, so ratings of all members are included. A page has
    fewer than `limit` interviews where they are long, because Lambda's answer is limited to 6 MB. Raises NotFoundError.
    """
    candidate = candidates.get(by.org_id, candidate_id)
    held = sorted(interviews_of(candidate, interviews=interviews), key=lambda one: one.interview_id, reverse=True)
    waiting = [one for one in held if position is None or one.interview_id < position["interview_id"]]
    job_ids = dict.fromkeys([*([candidate.job_id] if candidate.job_id else []), *(one.job_id for one in held)])
    gates = [matches.of(by.org_id, job_id, candidate_id) for job_id in job_ids]

    def whole(one: Interview) -> ExportedInterview:
        log = list(interviews.log(one.org_id, one.interview_id))
        session_hash = links.hash_of(one.session_id, one.booking_version) if one.session_id else None
        given = ratings.of_session(session_hash) if session_hash else []
        return ExportedInterview(one, log, _report(one, ai_interviews, rooms, links), given)

    exported = _within_one_answer(whole(one) for one in waiting[:limit])
    is_last = len(exported) == len(waiting)
    return ExportedCandidate(
        candidate,
        [one for one in gates if one is not None],
        _bounded(resumes.all_of(by.org_id, candidate_id)) if position is None else [],
        exported,
        None if is_last else {"interview_id": exported[-1].interview.interview_id},
    )


def _within_one_answer(interviews: Iterable[ExportedInterview]) -> list[ExportedInterview]:
    """The first interviews, up to the one that exceeds the size of an answer. The others are not read."""
    exported: list[ExportedInterview] = []
    characters = 0
    for one in interviews:
        exported.append(one)
        characters += len(repr(one))
        if characters > MOST_CHARACTERS:
            break
    return exported


def _bounded(resumes: Sequence[Resume]) -> list[Resume]:
    newest_first = sorted(resumes, key=lambda one: one.resume_id, reverse=True)
    return [
        one if number < RESUMES_WITH_TEXT else one.changed(parsed_text=None) for number, one in enumerate(newest_first)
    ]


def _report(
    interview: Interview, ai_interviews: "AiInterviews", rooms: "MeetingRooms", links: LinkMaker
) -> ReportAsRead | None:
    try:
        return report_of(interview, ai_interviews=ai_interviews, rooms=rooms, links=links)
    except NotFoundError:
        return None
