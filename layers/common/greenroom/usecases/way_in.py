"""Where one of those who interview enters: a page of their own for each."""

from greenroom.models.interview import Booking, Interview, Interviewer
from greenroom.rules.rooms import meeting_link
from greenroom.usecases.links import LinkMaker


def way_in(interview: Interview | Booking, to: Interviewer, links: LinkMaker) -> str:
    """The portal's page for one of those who interview, at a place as well.

    The first of an ONLINE interview enters by the room id that the API shows; each other has one of their own.
    """
    org_id, interview_id = interview.org_id, interview.interview_id
    if interview.room_id is not None and interview.interviewers[0].is_same(to):
        room_id = links.room_id(org_id, interview_id, interview.room_id)
    else:
        room_id = links.interviewer_room_id(org_id, interview_id, to.email)
    return meeting_link(links.portal_url(), interview_id, room_id)
