"""An AI interview while it is held: its answers, its current question and its time. Derived from stored items by the
server's clock alone, so that a reload, a crash or another device leads to the same question and the same time.
"""

from collections.abc import Mapping
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.interviewing.clocks import QuestionClock, think_seconds
from greenroom.interviewing.languages import is_served
from greenroom.interviewing.plan import (
    FOLLOW_UP_SECONDS,
    MOST_FOLLOW_UPS,
    InterviewPlan,
    Question,
    TokenUsage,
    stretched,
)
from greenroom.models.entity import Entity
from greenroom.models.session import Session
from greenroom.models.slot import AiInterviewType

DRAFT_PAUSE = timedelta(seconds=2)
"""A draft is written at most so often, however often it is sent."""
MOST_RECORDINGS = 5
"""Of one question: forms to upload by, and the same again of transcriptions."""
MOST_RECORDINGS_IN_ALL = 40
"""Of one interview."""
MOST_SOUND_HEARD = 24_000_000
"""Bytes of one interview's recordings that are written down while it lasts, and again so many for its report: an hour
and a half of speech as our page records it. Who records at a lower rate is not heard for days at our cost."""
LEAST_SECONDS = 30
"""Of a question, however late somebody came."""
GRACE = timedelta(seconds=15)
"""An answer that comes this long after its time is not called late: networks take a moment."""
END_GRACE = timedelta(seconds=30)
"""The time after an interview's end during which an answer that was being sent is still accepted."""
MOST_TRIES_AT_FOLLOW_UPS = 4
"""After so many tries, successful or not, no follow-up is asked for."""
FOLLOW_UP_WAIT = timedelta(seconds=10)
"""The longest time that a candidate waits for a follow-up question."""


def takes_nothing_more(session: Session, now: datetime) -> bool:
    """Whether an interview was finished before its end, or its end is longer ago than networks take."""
    finished_early = session.ended_at is not None and session.ended_at < session.ends_at
    return finished_early or now > session.ends_at + END_GRACE


class Sources(Entity):
    """What the questions were made from, in the words in which the contract says that a session holds it."""

    job_description: str
    resume_text: str
    keyword_analysis: str
    language_code: str
    accent_tld: str


class FactKind(StrEnum):
    LEFT_TAB = "LEFT_TAB"
    PASTED = "PASTED"


class Fact(Entity):
    """Something that happened while a question was open. A fact, never a verdict."""

    kind: FactKind
    at: UtcTime
    until: UtcTime | None = None
    characters: int | None = None


class AnswerDraft(Entity):
    """The contents of the answer's fields that were not handed in yet."""

    question_id: str
    text: str | None = None
    code: str | None = None
    audio_key: str | None = None
    facts: tuple[Fact, ...] = ()
    saved_at: UtcTime


class OnScreen(Entity):
    """The question that a page said it shows, since when, and whether its answer is typed."""

    question_id: str
    shown_at: UtcTime
    is_typed: bool = False


class Presence(Entity):
    """Which window the interview goes on in, and its draft. Written only over the version that was read."""

    version: int = 0
    active: str | None = None
    older: tuple[str, ...] = ()
    """Windows that a newer one took over from."""
    seen_at: UtcTime | None = None
    draft: AnswerDraft | None = None
    kept_at: UtcTime | None = None
    """When a heartbeat was written last."""
    on_screen: OnScreen | None = None
    forms: dict[str, int] = Field(default_factory=dict)
    """Upload forms that were given, by question."""
    transcriptions: dict[str, int] = Field(default_factory=dict)
    """Recordings that were written down on request, by question."""
    sound_heard: int = 0
    """Bytes of these recordings."""

    def shows(self, question_id: str, *, is_typed: bool, now: datetime) -> OnScreen:
        """What is on the screen after a page said so: the first time counts, and typing once is typing."""
        before = self.on_screen
        if before is None or before.question_id != question_id:
            return OnScreen(question_id=question_id, shown_at=now, is_typed=is_typed)
        return before.changed(is_typed=before.is_typed or is_typed)

    def is_older(self, client_id: str | None) -> bool:
        """Whether a newer window took over from this one; a window without an id is never older."""
        return client_id is not None and client_id in self.older


class Turn(Entity):
    """One question, answered. Written once, never changed."""

    question_id: str
    place: int
    """The number in the plan, from 1, of the question or of the one that it follows up."""
    is_follow_up: bool = False
    text: str | None = None
    code: str | None = None
    audio_key: str | None = None
    asked_at: UtcTime
    answered_at: UtcTime
    late_seconds: int = 0
    """By how much the answer came after its time; 0 within the grace."""
    unused_seconds: int = 0
    """The time that it left to later questions; negative where it took theirs."""
    may_follow_up: bool = False
    """Whether a follow-up is decided after this turn."""
    facts: tuple[Fact, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether there is an answer in it, and not only that the question was passed over."""
        return bool(self.text or self.code or self.audio_key)

    @property
    def words(self) -> str:
        """All that was answered, as one text."""
        return "\n\n".join(part for part in (self.text, self.code) if part)


class FollowUpDecision(Entity):
    """Whether a question is followed up. Who writes it first decides."""

    place: int
    question: Question | None = None
    decided_at: UtcTime
    usage: TokenUsage = Field(default_factory=TokenUsage)


class Asked(NamedTuple):
    """A question in its place, with its own time."""

    question: Question
    place: int
    is_follow_up: bool
    number: int
    clock: QuestionClock

    @property
    def asked_at(self) -> datetime:
        """When it was given."""
        return self.clock.asked_at

    @property
    def ends_at(self) -> datetime:
        """When its time is over."""
        return self.clock.ends_at

    def late_seconds(self, now: datetime) -> int:
        """By how much an answer is late now."""
        return 0 if now <= self.ends_at + GRACE else int((now - self.ends_at).total_seconds())


@dataclass(frozen=True)
class AiInterview:
    """All that is stored of an interview and matters while it is held."""

    session: Session
    plan: InterviewPlan | None = None
    turns: Mapping[str, Turn] = field(default_factory=dict)
    """By question."""
    decisions: Mapping[int, FollowUpDecision] = field(default_factory=dict)
    """By the place of the question that is followed up."""
    presence: Presence = field(default_factory=Presence)
    heard: frozenset[str] = frozenset()
    """The questions that are there as sound too."""

    @cached_property
    def sequence(self) -> tuple[tuple[int, bool, Question], ...]:
        """Place, whether it is a follow-up, and question: all that is asked, in order."""
        found: list[tuple[int, bool, Question]] = []
        for place, question in enumerate(self.plan.questions if self.plan else (), start=1):
            found.append((place, False, self._in_time(question)))
            decision = self.decisions.get(place)
            if decision is not None and decision.question is not None:
                found.append((place, True, self._in_time(decision.question)))
        return tuple(found)

    @cached_property
    def pace(self) -> float:
        """The share of each question's time that whoever came late has; 1 for who did not.

        Without it the last questions would fall away, and with them what the job is about.
        """
        joined_at = self.session.joined_at
        if self.plan is None or joined_at is None:
            return 1.0
        thinking = think_seconds(self.session.extra_time_percent) * len(self.plan.questions)
        left = (self.session.ends_at - joined_at).total_seconds() - thinking
        return min(1.0, max(0.0, left) / self.plan.total_seconds)

    def _in_time(self, question: Question) -> Question:
        if self.pace == 1:
            return question
        limit = min(question.time_limit_seconds, max(LEAST_SECONDS, int(question.time_limit_seconds * self.pace)))
        return question.model_copy(update={"time_limit_seconds": limit})

    @property
    def language_code(self) -> str:
        """The language of the questions as they are; the session's where it is the same but for the accent."""
        wanted = self.session.language_code
        served = self.plan.language_code if self.plan else wanted
        return wanted if is_served(wanted, served) else served

    @property
    def total(self) -> int:
        """Questions in all, follow-ups included."""
        return len(self.sequence)

    @property
    def answered(self) -> int:
        """Questions that were handed in."""
        return len(self.turns)

    @cached_property
    def current(self) -> Asked | None:
        """The first question that was not handed in; None when all were."""
        before = self.session.joined_at or self.session.starts_at
        for number, (place, is_follow_up, question) in enumerate(self.sequence, start=1):
            turn = self.turns.get(question.id)
            if turn is None:
                return Asked(question, place, is_follow_up, number, self._clock(number, question, before))
            decision = self.decisions.get(place)
            decided_at = decision.decided_at if decision and not is_follow_up else turn.answered_at
            before = max(turn.answered_at, decided_at)
        return None

    def _clock(self, number: int, question: Question, asked_at: datetime) -> QuestionClock:
        on_screen = self.presence.on_screen
        is_told = on_screen is not None and on_screen.question_id == question.id
        return QuestionClock(
            question=question,
            asked_at=asked_at,
            shown_at=on_screen.shown_at if on_screen and is_told else None,
            is_typed=on_screen.is_typed if on_screen and is_told else False,
            saved_seconds=max(0, sum(turn.unused_seconds for turn in self.turns.values())),
            extra_time_percent=self.session.extra_time_percent,
            interview_ends_at=self.session.ends_at,
            later_seconds=self._needed_after(number),
        )

    def _needed_after(self, number: int) -> int:
        """Seconds for all questions behind that one which are not answered."""
        later = [question for _, _, question in self.sequence[number:] if question.id not in self.turns]
        think = think_seconds(self.session.extra_time_percent)
        return sum(question.time_limit_seconds + think for question in later)

    @property
    def draft(self) -> AnswerDraft | None:
        """The draft of the question that is asked now."""
        draft, current = self.presence.draft, self.current
        return draft if draft and current and draft.question_id == current.question.id else None

    @property
    def undecided(self) -> Turn | None:
        """A turn whose follow-up was asked for and not decided."""
        open_turns = (turn for turn in self.turns.values() if turn.may_follow_up and turn.place not in self.decisions)
        return next(open_turns, None)

    def knows(self, question_id: str) -> bool:
        """Whether this interview asks such a question."""
        return any(question.id == question_id for _, _, question in self.sequence)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more is taken: finished before its end, or some seconds after it."""
        return takes_nothing_more(self.session, now)

    def may_follow_up(self, asked: Asked, now: datetime) -> bool:
        """Whether there is room for one more question: a spoken one, not yet two, and time is left for all others.

        The last question is the last one.
        """
        is_last = self.plan is not None and asked.place == len(self.plan.questions)
        is_spoken = asked.question.round is AiInterviewType.TECHNICAL and not asked.is_follow_up and not is_last
        followed = sum(1 for decision in self.decisions.values() if decision.question is not None)
        if not is_spoken or followed >= MOST_FOLLOW_UPS or len(self.decisions) >= MOST_TRIES_AT_FOLLOW_UPS:
            return False
        extra = self.session.extra_time_percent
        needed = self._needed_after(asked.number) + stretched(FOLLOW_UP_SECONDS, extra) + think_seconds(extra)
        return now + timedelta(seconds=needed) + FOLLOW_UP_WAIT <= self.session.ends_at

    def with_turn(self, turn: Turn) -> "AiInterview":
        """The same, one answer further."""
        return replace(self, turns={**self.turns, turn.question_id: turn})

    def with_decision(self, decision: FollowUpDecision) -> "AiInterview":
        """The same, with a follow-up decided."""
        return replace(self, decisions={**self.decisions, decision.place: decision})
