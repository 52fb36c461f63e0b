"""The interviewers' pages: the page before an ONLINE meeting, and the page of an OFFLINE interview."""

from datetime import datetime

from functions.portal.attendance import attendance
from functions.portal.pages import OutsideMeeting, Pages
from functions.portal.when import opening_times_of
from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewStatus
from greenroom.models.session import Session
from greenroom.rules.rooms import room_page_path
from greenroom.usecases.join import joined_at, role_of


class MeetingPages(Pages):
    """Renders the pages that a room id opens."""

    def host(
        self,
        interview: Interview,
        session: Session,
        now: datetime,
        room_id: str,
        who: str = INTERVIEWER,
        outside: OutsideMeeting | None = None,
    ) -> str:
        """The page before an ONLINE meeting for a person with its room id. Times are in the slot's zone."""
        here = session.changed(candidate_timezone=None)
        return self._with_session(
            "host.html",
            here,
            opening=opening_times_of(here, now),
            room_id=room_id,
            role=role_of(who),
            room_page=room_page_path(session.interview_id, room_id),
            outside=outside,
            can_enter=interview.status in HAS_A_TIME and here.opens_at <= now <= here.last_entry_at,
            is_early=interview.status in HAS_A_TIME and now < here.opens_at,
            have_joined=joined_at(interview, who) is not None,
            attendance=attendance(interview, who, here.timezone),
        )

    def at_place(self, interview: Interview, session: Session, now: datetime, room_id: str, who: str) -> str:
        """The page of an OFFLINE interview for an interviewer. Times are in the slot's zone."""
        here = session.changed(candidate_timezone=None)
        is_open = interview.status in HAS_A_TIME and here.opens_at <= now
        return self._with_session(
            "interviewer_at_place.html",
            here,
            interview=interview,
            room_id=room_id,
            is_over=interview.status not in HAS_A_TIME,
            is_missed=interview.status is InterviewStatus.NO_SHOW,
            may_note=is_open and joined_at(interview, CANDIDATE) is None,
            may_miss=is_open and joined_at(interview, CANDIDATE) is None and now >= here.starts_at,
            attendance=attendance(interview, who, here.timezone),
        )
