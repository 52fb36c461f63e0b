"""Requests and answers of an AI interview: its questions, answers, drafts and heartbeats."""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from greenroom.api.fields import InterviewId, Moment
from greenroom.api.subjects.base import AnswerModel, RequestModel, UploadForm, example, whole_example
from greenroom.clock import UtcTime
from greenroom.interviewing.ai_interview import AiInterview, AnswerDraft, Asked, Fact, FactKind, Presence
from greenroom.interviewing.clocks import think_seconds
from greenroom.models.job import CodingLanguage
from greenroom.models.recording import speech_key
from greenroom.models.session import Session
from greenroom.models.slot import AiInterviewType
from greenroom.rules.portal import PortalState, portal_state
from greenroom.usecases.interview import GivenAnswer, Step
from greenroom.usecases.presence import ShownQuestion
from greenroom.written_text import composed_text, is_blank

LONGEST_ANSWER = 50_000
MOST_FACTS = 200
CONTROLS_KEPT = "\n\t"


def _printable(value: Any) -> Any:
    """The text without control characters.

    Nobody types these on purpose, so they are removed, and the answer is not refused.
    """
    if not isinstance(value, str):
        return value
    lines = composed_text(value)
    return "".join(sign for sign in lines if sign in CONTROLS_KEPT or unicodedata.category(sign) not in {"Cc", "Cs"})


def _said(text: str | None) -> str | None:
    """The text, or None where it is blank: a blank text is no answer."""
    return None if text is None or is_blank(text) else text


def _plain_type(value: object) -> object:
    return value.partition(";")[0].strip().lower() if isinstance(value, str) else value


type Words = Annotated[str, Field(max_length=LONGEST_ANSWER), BeforeValidator(_printable)]
type QuestionId = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$"), example("python-lists")
]
type ClientId = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$"), example("window-1")
]
type AudioKey = Annotated[
    str, StringConstraints(min_length=1, max_length=300), example("answers/…/python-lists/rec_1.webm")
]
type SoundType = Annotated[Literal["audio/webm", "audio/mp4", "audio/wav", "audio/ogg"], BeforeValidator(_plain_type)]


class FromCandidate(RequestModel):
    """Fields that every request of a candidate may have."""

    session_key: str | None = Field(default=None, max_length=200)
    """The key of the link, where neither cookie nor X-Session-Key brings it."""
    interview_id: InterviewId | None = None
    """The interview's id. It is required with the cookie, because another window may have opened another link since."""
    client_id: ClientId | None = None
    """A name that each window makes up for itself: the newest that started goes on, older ones are told so."""


class StartInterview(FromCandidate):
    model_config = whole_example(consent=True, client_id="window-1")

    consent: Annotated[bool, Field(examples=[True])] | None = None
    """The consent that an AI asks and that answers are stored. Required once, unless the ready room asked."""


class FactSent(RequestModel):
    """An event while a question was open: the candidate left the tab (`from`, `to`) or pasted text (`at`)."""

    model_config = whole_example(kind="PASTED", at="2026-11-27T09:03:00Z", characters=300)

    kind: FactKind
    at: Moment | None = None
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    characters: int | None = Field(default=None, ge=0, le=10_000_000)

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if self.at is None and self.since is None:
            raise ValueError("at or from is required")
        return self

    def as_fact(self, now: datetime) -> Fact:
        """Convert to a fact. Times after the server's `now` become `now`."""
        at = min(self.since or self.at or now, now)
        until = min(self.until, now) if self.until else None
        return Fact(kind=self.kind, at=at, until=until, characters=self.characters)


type Facts = Annotated[list[FactSent], Field(max_length=MOST_FACTS)]


class WrittenSoFar(FromCandidate):
    """The content of a question's fields."""

    text: Annotated[Words, example("A list can change; a tuple can not, so it can be a key.")] | None = None
    code: Words | None = None
    audio_key: AudioKey | None = None
    facts: Facts = Field(default_factory=list)


class AnswerQuestion(WrittenSoFar):
    model_config = whole_example(
        question_id="python-lists", text="A list can change; a tuple can not.", client_id="window-1"
    )

    question_id: QuestionId
    keep_recording: bool = False
    """That the recording says more than the text beside it. Otherwise a recording with a text is written down: the text
    is kept, and the sound is not."""

    @property
    def is_written_down(self) -> bool:
        """Whether the text replaces the recording, whose sound is then deleted."""
        return bool(self.text) and not self.keep_recording

    def as_given(self, now: datetime) -> GivenAnswer:
        """Convert to the answer that the use case takes."""
        return GivenAnswer(
            question_id=self.question_id,
            text=_said(self.text),
            code=_said(self.code),
            audio_key=self.audio_key,
            facts=tuple(fact.as_fact(now) for fact in self.facts),
            client_id=self.client_id,
        )


class Heartbeat(WrittenSoFar):
    model_config = whole_example(question_id="python-lists", text="A list can change;", client_id="window-1")

    question_id: QuestionId | None = None
    """The question whose draft the fields below are."""
    shown: bool = False
    """Whether the question is on the candidate's screen. Its clock starts, at the latest 15 s after it was given."""
    typed: bool = False
    """Whether its answer is typed, which gives it more time."""

    def as_shown(self) -> ShownQuestion | None:
        """The question that the candidate's screen shows; None where the heartbeat names none."""
        if self.question_id is None or not self.shown:
            return None
        return ShownQuestion(self.question_id, self.typed)

    def as_draft(self, now: datetime) -> AnswerDraft | None:
        """Convert to a draft; None where the heartbeat names no question."""
        if self.question_id is None:
            return None
        return AnswerDraft(
            question_id=self.question_id,
            text=_said(self.text),
            code=_said(self.code),
            audio_key=self.audio_key,
            facts=tuple(fact.as_fact(now) for fact in self.facts),
            saved_at=now,
        )


class FinishInterview(FromCandidate):
    pass


class UploadRecording(FromCandidate):
    question_id: QuestionId
    content_type: SoundType


class Transcribe(FromCandidate):
    question_id: QuestionId
    audio_key: AudioKey


class KeptDraft(AnswerModel):
    """An answer that was saved but not handed in."""

    text: str | None
    code: str | None
    audio_key: str | None
    saved_at: UtcTime


class ClockOfQuestion(AnswerModel):
    """The facts that decide the time of a question: when the page showed it, and whether the answer is typed."""

    think_seconds: int
    typing_seconds: int
    """Added if the answer is typed."""
    saved_seconds: int
    """The unused seconds of earlier answers."""
    latest_shown_at: UtcTime
    latest_end_at: UtcTime
    """The latest time to which `typing_seconds` and `saved_seconds` extend the answer's time."""
    typed: bool

    @classmethod
    def of(cls, asked: Asked, extra_time_percent: int) -> Self:
        """The clock of the current question."""
        return cls(
            think_seconds=think_seconds(extra_time_percent),
            typing_seconds=asked.clock.typing_seconds,
            saved_seconds=asked.clock.saved_seconds,
            latest_shown_at=asked.clock.latest_shown_at,
            latest_end_at=asked.clock.latest_end,
            typed=asked.clock.is_typed,
        )


class CurrentQuestion(AnswerModel):
    """The current question."""

    id: QuestionId
    number: Annotated[int, example(3)]
    total: Annotated[int, example(8)]
    round: AiInterviewType
    text: Annotated[str, example("What is the difference between a list and a tuple in Python?")]
    audio_url: str | None
    """A link to the question's recording; null if the browser's voice is to be used."""
    language: CodingLanguage | None
    """The coding language of a coding task."""
    starter_code: str | None
    time_limit_seconds: int
    """The answer's own seconds, the candidate's extra time included."""
    asked_at: UtcTime
    thinks_until: UtcTime
    """The end of the time to think, at which the answer's own time begins."""
    ends_at: UtcTime
    """The time at which the question's time or the interview is over, with the known unused time of earlier answers."""
    clock: ClockOfQuestion
    draft: KeptDraft | None


class QuestionsAnswered(AnswerModel):
    answered: int
    total: int


class StepAnswer(AnswerModel):
    """The next question, or `done`."""

    done: bool
    question: CurrentQuestion | None
    ends_at: UtcTime
    server_time: UtcTime
    language_code: str
    """The language of the questions, as they are written: for voice, dictation and the page."""
    progress: QuestionsAnswered

    @classmethod
    def of(cls, step: Step, now: datetime, sound: Callable[[str], str]) -> Self:
        """Make the answer. `sound` makes the address of a recording."""
        ai_interview = step.ai_interview
        return cls(
            done=step.asked is None,
            question=_question(step, sound),
            ends_at=ai_interview.session.ends_at,
            server_time=now,
            language_code=ai_interview.language_code,
            progress=QuestionsAnswered(answered=ai_interview.answered, total=ai_interview.total),
        )


def _question(step: Step, sound: Callable[[str], str]) -> CurrentQuestion | None:
    asked = step.asked
    if asked is None:
        return None
    question, session = asked.question, step.ai_interview.session
    is_heard = question.id in step.ai_interview.heard
    return CurrentQuestion(
        id=question.id,
        number=asked.number,
        total=step.ai_interview.total,
        round=question.round,
        text=question.text,
        audio_url=sound(speech_key(session.org_id, session.interview_id, question.id)) if is_heard else None,
        language=question.language,
        starter_code=question.starter_code,
        time_limit_seconds=question.time_limit_seconds,
        asked_at=asked.asked_at,
        thinks_until=asked.clock.thinks_until,
        ends_at=asked.ends_at,
        clock=ClockOfQuestion.of(asked, session.extra_time_percent),
        draft=_draft(step.ai_interview),
    )


def _draft(ai_interview: AiInterview) -> KeptDraft | None:
    draft = ai_interview.draft
    if draft is None:
        return None
    return KeptDraft(text=draft.text, code=draft.code, audio_key=draft.audio_key, saved_at=draft.saved_at)


class HeartbeatAnswer(AnswerModel):
    """The state of the session, and whether this window is the one in which the interview goes on."""

    server_time: UtcTime
    state: PortalState
    ends_at: UtcTime
    active: bool
    question_id: str | None
    """The question of the stored draft."""
    saved: bool
    """Whether the draft that was sent is kept."""
    shown_at: UtcTime | None
    """Since when the question that was sent is on the screen, as noted."""
    typed: bool

    @classmethod
    def of(cls, session: Session, presence: Presence, client_id: str | None, *, saved: bool, now: datetime) -> Self:
        """Make the answer to a heartbeat."""
        return cls(
            server_time=now,
            state=portal_state(session, now),
            ends_at=session.ends_at,
            active=not presence.is_older(client_id),
            question_id=presence.draft.question_id if presence.draft else None,
            saved=saved,
            shown_at=presence.on_screen.shown_at if presence.on_screen else None,
            typed=presence.on_screen is not None and presence.on_screen.is_typed,
        )


class RecordingUploadAnswer(AnswerModel):
    """A form to upload a recording: post its fields, then `file`. The key is sent with the answer."""

    upload: UploadForm
    audio_key: str


class TranscriptAnswer(AnswerModel):
    text: str | None
    """Null if no provider makes transcripts."""
