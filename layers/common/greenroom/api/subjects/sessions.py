"""Requests and answers about sessions."""

from typing import Annotated, Self

from greenroom.api.fields import InterviewId
from greenroom.api.subjects.base import AnswerModel, LinkedAnswer, RequestModel, example
from greenroom.api.subjects.emails import EmailAnswer
from greenroom.clock import UtcTime
from greenroom.models.job import CodingLanguage
from greenroom.models.session import DeliveryStatus
from greenroom.rules.portal import PortalState
from greenroom.usecases.invite import Invited
from greenroom.usecases.links import LinkMaker


class CreateSession(RequestModel):
    interview_id: InterviewId


class SessionAnswer(LinkedAnswer):
    """A session and the link to it."""

    success: bool = True
    interview_link: Annotated[str, example("https://interviews.example.com/?session_key=9f2c…")]
    session_key: Annotated[str, example("9f2c7a1be04d6f3352a8c91d7e6b5f40a1c2d3e4f5061728394a5b6c7d8e9f00")]
    session_id: Annotated[str, example("ses_01jd8m9e2w1v0t9s8r7q6p5n4m")]
    candidate_name: Annotated[str, example("Asha Raman")]
    candidate_email: Annotated[str, example("asha.raman@example.com")]
    scheduled_at: UtcTime
    coding_language: CodingLanguage | None
    """Null if the job has none."""
    email_sent: bool
    email: EmailAnswer
    """The delivery of the e-mail. For a second request within a minute it is that of the first one."""

    @classmethod
    def of(cls, invited: Invited, links: LinkMaker) -> Self:
        """Make the answer to creating a session, or to sending its invitation again."""
        booking = invited.booking
        answer = cls(
            interview_link=links.link_of(booking.session_id, booking.version),
            session_key=links.key_of(booking.session_id, booking.version),
            session_id=booking.session_id,
            candidate_name=booking.candidate_name,
            candidate_email=booking.candidate_email,
            scheduled_at=booking.starts_at,
            coding_language=booking.coding_language,
            email_sent=invited.delivery is not None and invited.delivery.status is DeliveryStatus.SENT,
            email=EmailAnswer.of(invited.delivery),
        )
        return answer.linked_to(booking.session_id, booking.version)


class Progress(AnswerModel):
    """The candidate's progress."""

    joined_at: UtcTime | None
    answered: int
    total: int | None


class SessionStateAnswer(AnswerModel):
    """The state of a session, by the server's clock."""

    interview_id: InterviewId
    """Every request to /ai/* with the key in a cookie must name it."""
    state: PortalState
    server_time: UtcTime
    opens_at: UtcTime
    last_entry_at: UtcTime
    ends_at: UtcTime
    progress: Progress
