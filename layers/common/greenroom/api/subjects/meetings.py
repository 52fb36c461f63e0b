"""Requests and answers about ONLINE meetings."""

from typing import Annotated, Literal, Self

from pydantic import Field

from greenroom.api.fields import RoomId
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.clock import UtcTime
from greenroom.models.interview import InterviewStatus, Provider
from greenroom.usecases.join import Joined


class JoinMeeting(RequestModel):
    room_id: RoomId
    as_whom: Annotated[Literal["candidate", "interviewer"], example("interviewer")] = Field(alias="as")


class JoinedAnswer(AnswerModel):
    """A person has joined the meeting."""

    status: Annotated[InterviewStatus, example("IN_PROGRESS")]
    meeting_link: Annotated[
        str, example("https://interviews.example.com/meeting/int_01jd8m7c4y2x0w8v6t4r2p0n8m?room_id=…")
    ]
    provider: Provider
    joined_at: UtcTime

    @classmethod
    def of(cls, joined: Joined, link: str) -> Self:
        """The answer to joining."""
        provider = joined.interview.provider or Provider.INTERNAL_VIDEO_ROOM
        return cls(status=joined.interview.status, meeting_link=link, provider=provider, joined_at=joined.joined_at)
