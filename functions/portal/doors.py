"""JSON for the pages' scripts and for others: the state of a session, and the door of an ONLINE meeting."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from functions.portal.app import api, source
from greenroom.adapters.wiring import limits, links, schedule, sessions, sittings
from greenroom.api.candidate import admitted, key_in
from greenroom.api.fields import Identifier, RequestModel
from greenroom.api.named import work_for
from greenroom.clock import UtcTime, utc_now
from greenroom.errors import UnauthenticatedError
from greenroom.models.interview import InterviewStatus, Provider
from greenroom.rules.portal import PortalState, portal_state
from greenroom.rules.rooms import meeting_link, organisation_of
from greenroom.usecases.join import Joined, join_room


class Progress(BaseModel):
    """How far the candidate is."""

    joined_at: UtcTime | None
    answered: int
    total: int | None


class SessionStateAnswer(BaseModel):
    """Where a session stands, by the server's clock."""

    state: PortalState
    server_time: UtcTime
    opens_at: UtcTime
    last_entry_at: UtcTime
    ends_at: UtcTime
    progress: Progress


class JoinMeeting(RequestModel):
    room_id: Identifier
    as_whom: Literal["candidate", "interviewer"] = Field(alias="as")


class JoinedAnswer(BaseModel):
    """Somebody is in the meeting."""

    status: InterviewStatus
    meeting_link: str
    provider: Provider
    joined_at: UtcTime

    @classmethod
    def of(cls, joined: Joined, link: str) -> Self:
        """The answer to joining."""
        provider = joined.interview.provider or Provider.INTERNAL_VIDEO_ROOM
        return cls(status=joined.interview.status, meeting_link=link, provider=provider, joined_at=joined.joined_at)


@api.get(
    "/ai/session",
    summary="Where the session stands, by the server's clock",
    tag="Candidate",
    role=None,
    errors=("UNAUTHENTICATED", "LINK_EXPIRED", "THROTTLED"),
)
def session_state() -> SessionStateAnswer:
    """The session behind the cookie or X-Session-Key: one read while it is early, which is polled; then two."""
    now = utc_now()
    try:
        session = admitted(key := key_in(api.resolver.current_event.headers), sessions(), now).session
    except UnauthenticatedError:
        if key:
            limits().note_miss(source(), now)
        raise
    state = portal_state(session, now)
    glance = sittings().glance(session.session_hash) if state is not PortalState.EARLY else None
    return SessionStateAnswer(
        state=state,
        server_time=now,
        opens_at=session.opens_at,
        last_entry_at=session.last_entry_at,
        ends_at=session.ends_at,
        progress=Progress(
            joined_at=session.joined_at,
            answered=glance.answered if glance else 0,
            total=glance.questions if glance else None,
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
    """Enter a meeting; entering again answers the first time of coming."""
    with work_for(organisation_of(request.room_id), interview_id):
        joined = join_room(
            interview_id, request.room_id, request.as_whom, schedule=schedule(), links=links(), now=utc_now()
        )
    link = meeting_link(links().portal_url(), interview_id, request.room_id, joined.interview.provider)
    return JoinedAnswer.of(joined, link)
