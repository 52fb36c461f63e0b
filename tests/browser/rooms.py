"""The video room's page as the server makes it, for tests that look at every page."""

from functions.portal.pages import Pages
from greenroom.models.interview import InterviewType
from tests.unit.portal.samples import START, a_session


class RoomPreview:
    """The room's page as the server makes it, for both."""

    def names(self) -> list[str]:
        return ["candidate", "interviewer"]

    def page(self, name: str) -> str:
        session = a_session(interview_type=InterviewType.ONLINE)
        room_id = "org_1-room" if name == "interviewer" else None
        return Pages("test").video_room(session, START, name, room_id)
