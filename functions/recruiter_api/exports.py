"""The route that exports all data about one candidate."""

from copy import replace

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, PageQuery
from greenroom.api.subjects.exports import CandidateExportAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.export_candidate import export_candidate
from greenroom.usecases.show_interviews import show_interviews


@api.get(
    "/api/v1/candidates/<candidate_id>/export",
    summary="Read all that is kept about a candidate, for a request of access",
    tag="Candidates",
    role=Role.ADMIN,
    errors=("NOT_FOUND",),
)
def get_candidate_export(candidate_id: str, query: PageQuery) -> CandidateExportAnswer:
    """Candidate, gates, résumés with their files, interviews with log, transcript, report and everybody's ratings.

    Interviews come in pages, newest first; résumés on the first.
    """
    cursors = Cursors(f"export {candidate_id}", api.caller.org_id, query)
    found = export_candidate(
        candidate_id,
        by=api.caller,
        candidates=app.candidates,
        matches=app.matches,
        resumes=app.resumes,
        interviews=app.interviews,
        ai_interviews=app.ai_interviews,
        rooms=app.meeting_rooms,
        ratings=app.ratings,
        links=app.links,
        limit=query.limit,
        position=cursors.position("interview_id"),
    )
    held = [one.interview for one in found.interviews]
    # Shown as to a viewer: the export is handed to the candidate, so it must not contain the interviewers' links.
    reader = replace(api.caller, role=Role.VIEWER)
    shown = show_interviews(held, by=reader, sessions=app.sessions, meetings=app.meetings, links=app.links)
    return CandidateExportAnswer.of(
        found,
        shown,
        made_at=app.now(),
        actor=api.caller.actor,
        link=app.files.link,
        next_cursor=cursors.after(found.next_position),
    )
