"""Show interviews with their links and the statuses of their e-mails."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from greenroom.models.caller import Caller
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewStatus
from greenroom.models.meeting import Meeting
from greenroom.models.organisation import Role
from greenroom.models.session import Delivery
from greenroom.rules.rooms import meeting_link
from greenroom.usecases.invite import CANCELLATION, INVITATION
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.meetings import Meetings
    from greenroom.adapters.sessions import Sessions

MEETING_IS_AHEAD = frozenset({InterviewStatus.PENDING, *HAS_A_TIME})


class Shown(NamedTuple):
    """An interview with links and e-mail status, which are stored elsewhere or derived."""

    interview: Interview
    delivery: Delivery | None
    interview_link: str | None
    meeting_link: str | None
    room_id: str | None
    candidate_room_id: str | None
    meeting: Meeting | None
    """The meeting at a provider; None if none was begun."""


def show_interviews(
    interviews: Sequence[Interview], *, by: Caller, sessions: "Sessions", meetings: "Meetings", links: LinkMaker
) -> list[Shown]:
    """Interviews with their links and e-mail statuses, from one read for all.

    A viewer gets no link, because a link lets its reader enter the interview.
    """
    booked = [interview for interview in interviews if interview.session_id is not None]
    wanted = [(links.hash_of(one.session_id or "", one.booking_version), _kind(one)) for one in booked]
    found = dict(zip((one.interview_id for one in booked), sessions.deliveries_of(wanted), strict=True))
    outside = [one.interview_id for one in booked if one.provider is not None and one.provider.is_outside]
    held = meetings.of_each(by.org_id, outside)
    may_enter = by.role.allows(Role.RECRUITER)

    def shown(interview: Interview) -> Shown:
        room_id, candidate_room_id = (may_enter and links.room_ids(interview)) or (None, None)
        return Shown(
            interview,
            found.get(interview.interview_id),
            _link(interview, links) if may_enter else None,
            _meeting_link(interview, room_id, links),
            room_id,
            candidate_room_id,
            held.get(interview.interview_id),
        )

    return [shown(interview) for interview in interviews]


def _kind(interview: Interview) -> str:
    is_told = interview.status is InterviewStatus.CANCELLED and interview.booked_at is not None
    return CANCELLATION if is_told else INVITATION


def _link(interview: Interview, links: LinkMaker) -> str | None:
    may_choose = interview.status is InterviewStatus.PENDING and interview.choice is not None
    if interview.session_id is None or not (may_choose or interview.status in HAS_A_TIME):
        return None
    return links.link_of(interview.session_id, interview.booking_version)


def _meeting_link(interview: Interview, room_id: str | None, links: LinkMaker) -> str | None:
    if room_id is None or interview.status not in MEETING_IS_AHEAD:
        return None
    return meeting_link(links.portal_url(), interview.interview_id, room_id)
