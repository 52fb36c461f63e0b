"""JSON routes for the pages' scripts and for other programs: the state of a session, and joining an ONLINE meeting."""

from functions.portal.app import api, app, invited_candidate_now, outside_of
from greenroom.api.invited_candidate import NO_LINK
from greenroom.api.same_origin import refuse_other_sites
from greenroom.api.subjects.meetings import JoinedAnswer, JoinMeeting
from greenroom.api.subjects.sessions import Progress, SessionStateAnswer
from greenroom.errors import LinkExpiredError, UnauthenticatedError
from greenroom.rules.portal import PortalState, portal_state
from greenroom.rules.rooms import meeting_link, organisation_of
from greenroom.usecases.join import join_room


@api.get(
    "/ai/session",
    summary="Read the state of the session, by the server's clock",
    tag="Candidate",
    role=None,
    errors=("UNAUTHENTICATED", "FORBIDDEN", "LINK_EXPIRED", "THROTTLED"),
)
def session_state() -> SessionStateAnswer:
    """The state of the session whose key is in the cookie or in X-Session-Key. Poll it to notice that the room
    opens."""
    refuse_other_sites(api.resolver.current_event, app.links.portal_url)
    found, now = invited_candidate_now()
    if found is None:
        raise UnauthenticatedError(NO_LINK)
    session = found.session
    if now > session.expires_at:
        raise LinkExpiredError
    state = portal_state(session, now)
    progress = app.ai_interviews.progress(session.session_hash) if state is not PortalState.EARLY else None
    return SessionStateAnswer(
        interview_id=session.interview_id,
        state=state,
        server_time=now,
        opens_at=session.opens_at,
        last_entry_at=session.last_entry_at,
        ends_at=session.ends_at,
        progress=Progress(
            joined_at=session.joined_at,
            answered=progress.answered if progress else 0,
            total=progress.questions if progress else None,
        ),
    )


@api.post(
    "/api/v1/interviews/<interview_id>/join",
    summary="Enter an ONLINE meeting by its room id, as candidate or interviewer",
    tag="Interviews",
    role=None,
    errors=("NOT_FOUND", "OUTSIDE_WINDOW", "INVALID_STATE", "LINK_EXPIRED", "BUSY"),
)
def join(interview_id: str, request: JoinMeeting) -> JoinedAnswer:
    """Enter a meeting. Entering again returns the time of the first entry."""
    with api.working_for(organisation_of(request.room_id), interview_id):
        joined = join_room(
            interview_id, request.room_id, request.as_whom, schedule=app.schedule, links=app.links, now=app.now()
        )
    outside = outside_of(joined.session)
    own = meeting_link(app.links.portal_url(), interview_id, request.room_id)
    return JoinedAnswer.of(joined, outside.href if outside and outside.href else own)
