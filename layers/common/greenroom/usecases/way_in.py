"""The page by which an interviewer enters. Each interviewer has their own."""

from greenroom.models.interview import Booking, Interview, Interviewer
from greenroom.rules.rooms import meeting_link
from greenroom.usecases.links import LinkMaker


def way_in(interview: Interview | Booking, to: Interviewer, links: LinkMaker) -> str:
    """The address of the portal's page for an interviewer, also of an OFFLINE interview.

    The first of an ONLINE interview enters by the room id that the API shows.
    """
    ids = links.room_ids(interview)
    if ids is not None and interview.interviewers[0].is_same(to):
        room_id = ids[0]
    else:
        room_id = links.interviewer_room_id(interview.org_id, interview.interview_id, to.email)
    return meeting_link(links.portal_url(), interview.interview_id, room_id)
