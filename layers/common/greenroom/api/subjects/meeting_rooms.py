"""Requests and answers of the video room over HTTP: tickets, messages where WebSockets are blocked, papers, notes."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field

from greenroom.api.fields import COMPOSED, RoomId
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.models.interview import InterviewStatus
from greenroom.models.meeting_room import InterviewerNotes

Device = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$", description="Chosen by the page; the same after a reload.")
]
MOST_NOTES = 60


class AskForTicket(RequestModel):
    device: Annotated[Device, example("b7e1c0d49a52")]
    room_id: RoomId | None = None
    """Left out by a candidate with a session."""


class RelayServer(AnswerModel):
    """A server in the form that RTCPeerConnection takes."""

    urls: list[str]
    username: str
    credential: str


class TicketAnswer(AnswerModel):
    """A ticket that admits a page to a video room for one minute."""

    ticket: str
    role: Annotated[str, example("candidate")]
    socket_url: Annotated[str, example("wss://a1b2c3.execute-api.eu-central-1.amazonaws.com/live")]
    ice_servers: list[RelayServer]
    ice_transport_policy: Annotated[str, example("all")] = "all"


class SendMessages(RequestModel):
    ticket: Annotated[str, Field(max_length=1_000)]
    messages: Annotated[list[dict[str, Any]], Field(max_length=50)] = Field(default_factory=list)
    """The messages in the form of the WebSocket."""
    arrived: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=50)] = Field(default_factory=list)
    """Ids of messages that need not be handed out again."""


class WaitingMessage(AnswerModel):
    """A message for this person. It is sent again until its id is among `arrived`."""

    id: str
    message: dict[str, Any]


class MessagesAnswer(AnswerModel):
    """Answers to the messages that were sent, and messages that wait."""

    answers: list[dict[str, Any]]
    """The answer to the sent messages."""
    waiting: list[WaitingMessage]


class OpenPapers(RequestModel):
    room_id: RoomId
    notes: (
        Annotated[
            dict[Annotated[str, Field(max_length=80), COMPOSED], Annotated[str, Field(max_length=4_000), COMPOSED]],
            Field(max_length=MOST_NOTES),
        ]
        | None
    ) = None
    """The new notes, which replace the stored ones. If left out, nothing is changed."""


class PapersAnswer(AnswerModel):
    """The papers of an interviewer during the interview: job, résumé, criteria and notes."""

    status: InterviewStatus
    candidate_email: str | None
    job_text: str
    resume_text: str | None
    criteria: list[str]
    notes: dict[str, str]

    @classmethod
    def of(cls, papers: Any) -> Self:
        """The answer about the papers of an interview."""
        return cls.about(papers)


class PersonsNotes(AnswerModel):
    """One interviewer's notes, by criterion."""

    by: Annotated[str | None, example("Meera Iyer")]
    notes: Annotated[dict[str, str], example({"Python": "Explains generators well.", "In general": "Asks back."})]


class NotesAnswer(AnswerModel):
    """All interviewers' notes."""

    notes: Annotated[dict[str, str], example({"Python": "Explains generators well.", "In general": "Asks back."})]
    """Notes by criterion. Of several interviewers, each text begins with its author."""
    people: list[PersonsNotes]

    @classmethod
    def of(cls, written: Sequence[InterviewerNotes]) -> Self:
        """The answer about the notes of an interview."""
        texts: dict[str, list[str]] = {}
        for one in written:
            for criterion, text in one.notes.items():
                texts.setdefault(criterion, []).append(f"{one.by}: {text}" if len(written) > 1 else text)
        return cls(
            notes={criterion: "\n".join(found) for criterion, found in texts.items()},
            people=[PersonsNotes(by=one.by, notes=one.notes) for one in written],
        )
