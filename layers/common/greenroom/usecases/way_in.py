"""The page by which an interviewer enters. Each interviewer has their own."""

from greenroom.models.interview import Booking, Interview, Interviewer
from greenroom.rules.rooms import meeting_link
from greenroom.usecases.links import LinkMaker


def way_in(interview: Interview | Booking, to: Interviewer, links: LinkMaker) -> str:
    """The address of the portal's page for an interviewer, also of an OFFLINE interview.

    The first interviewer of an ONLINE interview enters by the room id that the API shows; each other one has their own.
    """
    org_id, interview_id = interview.org_id, interview.interview_id
    if interview.room_id is not None and interview.interviewers[0].is_same(to):
        room_id = links.room_id(org_id, interview_id, interview.room_id)
    else:
        room_id = links.interviewer_room_id(org_id, interview_id, to.email)
    return meeting_link(links.portal_url(), interview_id, room_id)
