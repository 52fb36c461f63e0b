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
"""The shortest time between two writes of a draft, however often a page sends it."""
MOST_RECORDINGS = 5
"""The most upload forms for one question, and the most of its recordings that are transcribed on request."""
MOST_RECORDINGS_IN_ALL = 40
"""The same limit for a whole interview."""
MOST_SOUND_HEARD = 24_000_000
"""The most bytes of one interview's recordings that are transcribed while it lasts, and again for its report: 90
minutes of speech as our page records it. A recording at a lower bit rate lasts longer, and may not raise our cost."""
LEAST_SECONDS = 30
"""The least time for a question, however late the candidate came; a shorter limit of the question stays."""
GRACE = timedelta(seconds=15)
"""An answer that comes this long after its time is not called late: networks take a moment."""
END_GRACE = timedelta(seconds=30)
"""The time after an interview's end during which an answer that was being sent is still accepted."""
MOST_TRIES_AT_FOLLOW_UPS = 4
"""The number of tries, successful or not, after which no follow-up is asked for."""
FOLLOW_UP_WAIT = timedelta(seconds=10)
"""The longest time that a candidate waits for a follow-up question."""


def takes_nothing_more(session: Session, now: datetime) -> bool:
    """Whether an interview takes no more answers: it was finished early, or ended longer than END_GRACE ago."""
    finished_early = session.ended_at is not None and session.ended_at < session.ends_at
    return finished_early or now > session.ends_at + END_GRACE


class Sources(Entity):
    """The sources of the questions. The fields have the names that the contract gives them in a session."""

    job_description: str
    resume_text: str
    keyword_analysis: str
    language_code: str
    accent_tld: str


class FactKind(StrEnum):
    LEFT_TAB = "LEFT_TAB"
    PASTED = "PASTED"


class Fact(Entity):
    """An event while a question was open. It is a fact, never a verdict."""

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
    """The window in which the interview goes on, and its draft. A write replaces only the version that was read."""

    version: int = 0
    active: str | None = None
    older: tuple[str, ...] = ()
    """The windows from which a newer one took over."""
    seen_at: UtcTime | None = None
    draft: AnswerDraft | None = None
    kept_at: UtcTime | None = None
    """The time when a heartbeat was last written."""
    on_screen: OnScreen | None = None
    forms: dict[str, int] = Field(default_factory=dict)
    """The number of upload forms that were given, by question."""
    transcriptions: dict[str, int] = Field(default_factory=dict)
    """The number of recordings that were transcribed on request, by question."""
    sound_heard: int = 0
    """The bytes of these recordings."""

    def shows(self, question_id: str, *, is_typed: bool, now: datetime) -> OnScreen:
        """The question on the screen after a page's report. The first report sets its time; `is_typed` stays true."""
        before = self.on_screen
        if before is None or before.question_id != question_id:
            return OnScreen(question_id=question_id, shown_at=now, is_typed=is_typed)
        return before.changed(is_typed=before.is_typed or is_typed)

    def is_older(self, client_id: str | None) -> bool:
        """Whether a newer window took over from this one. A window without an id is never older."""
        return client_id is not None and client_id in self.older


class Turn(Entity):
    """The answer to one question. It is written once and never changed."""

    question_id: str
    place: int
    """The question's number in the plan, from 1. A follow-up has the number of the question that it follows."""
    is_follow_up: bool = False
    text: str | None = None
    code: str | None = None
    audio_key: str | None = None
    asked_at: UtcTime
    answered_at: UtcTime
    late_seconds: int = 0
    """The seconds by which the answer came too late; 0 within GRACE."""
    unused_seconds: int = 0
    """The seconds that the answer left to later ones; negative if it used seconds that earlier answers had left."""
    may_follow_up: bool = False
    """Whether a follow-up is decided after this turn."""
    facts: tuple[Fact, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether the turn contains an answer. It has none if the candidate passed the question over."""
        return bool(self.text or self.code or self.audio_key)

    @property
    def words(self) -> str:
        """The answer's text and code, as one text."""
        return "\n\n".join(part for part in (self.text, self.code) if part)


class FollowUpDecision(Entity):
    """The decision whether a question gets a follow-up. The first one that is written holds."""

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
        """The time when the question was asked."""
        return self.clock.asked_at

    @property
    def ends_at(self) -> datetime:
        """The time when the answer is due."""
        return self.clock.ends_at

    def late_seconds(self, now: datetime) -> int:
        """The seconds by which an answer at `now` is late; 0 within GRACE."""
        return 0 if now <= self.ends_at + GRACE else int((now - self.ends_at).total_seconds())


@dataclass(frozen=True)
class AiInterview:
    """The stored data that the course of an interview depends on."""

    session: Session
    plan: InterviewPlan | None = None
    turns: Mapping[str, Turn] = field(default_factory=dict)
    """The turns by the question's id."""
    decisions: Mapping[int, FollowUpDecision] = field(default_factory=dict)
    """The decisions by the place of the question that is followed up."""
    presence: Presence = field(default_factory=Presence)
    heard: frozenset[str] = frozenset()
    """The ids of the questions that exist as sound, too."""

    @cached_property
    def sequence(self) -> tuple[tuple[int, bool, Question], ...]:
        """All questions in the order asked, each with its place in the plan and whether it is a follow-up."""
        found: list[tuple[int, bool, Question]] = []
        for place, question in enumerate(self.plan.questions if self.plan else (), start=1):
            found.append((place, False, self._in_time(question)))
            decision = self.decisions.get(place)
            if decision is not None and decision.question is not None:
                found.append((place, True, self._in_time(decision.question)))
        return tuple(found)

    @cached_property
    def pace(self) -> float:
        """The share of each question's time limit that a late candidate gets; 1 for a candidate who came on time.

        Without it a late candidate would lose the last questions, which are about the job itself.
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
        """The code of the questions' language; the session's code if the two differ only in the accent."""
        wanted = self.session.language_code
        served = self.plan.language_code if self.plan else wanted
        return wanted if is_served(wanted, served) else served

    @property
    def total(self) -> int:
        """The number of questions, follow-ups included."""
        return len(self.sequence)

    @property
    def answered(self) -> int:
        """The number of questions that were handed in."""
        return len(self.turns)

    @cached_property
    def current(self) -> Asked | None:
        """The first question that was not handed in; None if all were."""
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
        """The seconds that the unanswered questions after this one need."""
        later = [question for _, _, question in self.sequence[number:] if question.id not in self.turns]
        think = think_seconds(self.session.extra_time_percent)
        return sum(question.time_limit_seconds + think for question in later)

    @property
    def draft(self) -> AnswerDraft | None:
        """The draft of the answer to the current question."""
        draft, current = self.presence.draft, self.current
        return draft if draft and current and draft.question_id == current.question.id else None

    @property
    def undecided(self) -> Turn | None:
        """A turn that may get a follow-up and has no decision yet; None if there is none."""
        open_turns = (turn for turn in self.turns.values() if turn.may_follow_up and turn.place not in self.decisions)
        return next(open_turns, None)

    def knows(self, question_id: str) -> bool:
        """Whether this interview asks the question of this id."""
        return any(question.id == question_id for _, _, question in self.sequence)

    def is_over(self, now: datetime) -> bool:
        """Whether the interview takes no more answers: see `takes_nothing_more`."""
        return takes_nothing_more(self.session, now)

    def may_follow_up(self, asked: Asked, now: datetime) -> bool:
        """Whether a spoken question may get a follow-up: fewer than two exist, and the other questions keep their time.

        The last question of a plan gets none.
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
        """A copy with one more turn."""
        return replace(self, turns={**self.turns, turn.question_id: turn})

    def with_decision(self, decision: FollowUpDecision) -> "AiInterview":
        """A copy with one more follow-up decision."""
        return replace(self, decisions={**self.decisions, decision.place: decision})
