"""/ai/* for the preview, with the real requests and answers, stores in memory, and a clock that tests can shift."""

import json
import re
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import BaseModel

from greenroom.api.answers import STATUS_OF_CODE, validation_error
from greenroom.api.subjects import ai_interviews
from greenroom.api.subjects.base import UploadForm
from greenroom.clock import rfc3339
from greenroom.errors import GreenroomError
from greenroom.interviewing.ai_interview import AiInterview, FollowUpDecision, Presence, Turn
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.session import Session, SessionStatus
from greenroom.models.slot import AiInterviewType
from greenroom.rules.portal import portal_state
from greenroom.usecases.interview import answer, finish, refuse_not_running, start
from greenroom.usecases.presence import heartbeat
from tests.builders import an_interview

type Answer = tuple[int, str]


def a_plan(session: Session, questions: int) -> InterviewPlan:
    """A plan with few questions, so that a test reaches the end; in a coding interview one of them is a task."""
    brief = PlanBrief(
        interview_id=session.interview_id,
        job_title=session.job_title,
        job_description="Build services that people rely on.",
        domain="Backend",
        coding_language=session.coding_language,
        ai_interview_type=session.ai_interview_type,
        resume_text="",
        duration_minutes=45,
        extra_time_percent=session.extra_time_percent,
    )
    plan = plan_from_bank(brief)
    spoken = [question for question in plan.questions if question.round is AiInterviewType.TECHNICAL]
    tasks = [question for question in plan.questions if question.round is AiInterviewType.CODING][:1]
    return plan.model_copy(update={"questions": tuple(spoken[: questions - len(tasks)] + tasks)})


@dataclass
class InMemoryStores:
    """Stores in memory in place of AiInterviews and of Schedule with its writes."""

    ai_interview: AiInterview

    def present(self, _hash: str) -> tuple[Session, Presence]:
        return self.ai_interview.session, self.ai_interview.presence

    def note_presence(self, _hash: str, presence: Presence) -> None:
        self._change(presence=presence)

    def plan_of(self, _hash: str) -> InterviewPlan | None:
        return self.ai_interview.plan

    def hand_in(self, _hash: str, turn: Turn) -> tuple[Turn, bool]:
        self.ai_interview = self.ai_interview.with_turn(turn)
        return turn, True

    def decide(self, _hash: str, decision: FollowUpDecision) -> FollowUpDecision:
        self.ai_interview = self.ai_interview.with_decision(decision)
        return decision

    def write(self) -> "InMemoryStores":
        return self

    def interview(self, *found: Any) -> Interview | None:
        """Read the interview by two ids like Schedule. Writes have no effect."""
        if len(found) == 1:
            return None
        org_id, interview_id = found
        return an_interview(org_id=org_id, interview_id=interview_id, status=InterviewStatus.IN_PROGRESS)

    def session(self, session: Session) -> None:
        self._change(session=session)

    def log(self, *entries: Any) -> None:
        pass

    def commit(self) -> None:
        pass

    def _change(self, **fields: Any) -> None:
        self.ai_interview = replace(self.ai_interview, **fields)


@dataclass
class Interviewer:
    """One interview. `turns` has the answers, and `transcript` is the provider's text for a recording."""

    now: Callable[[], datetime]
    stores: InMemoryStores
    uploads: dict[str, bytes] = field(default_factory=dict)
    transcript: str | None = None
    routes: dict[str, tuple[type[BaseModel], Callable[..., BaseModel]]] = field(init=False)

    def __post_init__(self) -> None:
        self.routes = {
            "start": (ai_interviews.StartInterview, self._start),
            "answer": (ai_interviews.AnswerQuestion, self._answer),
            "finish": (ai_interviews.FinishInterview, self._finish),
            "heartbeat": (ai_interviews.Heartbeat, self._heartbeat),
            "upload": (ai_interviews.UploadRecording, self._upload),
            "transcribe": (ai_interviews.Transcribe, self._transcribe),
        }

    def __call__(self, route: str, body: bytes) -> Answer:
        """The answer to POST /ai/<route>."""
        model, handle = self.routes[route]
        try:
            try:
                sent = model.model_validate_json(body)
            except ValueError as error:
                raise validation_error(cast(Any, error), model) from error
            return 200, handle(sent).model_dump_json()
        except GreenroomError as error:
            refusal = {"error": error.message, "code": error.code, "details": [], "request_id": "r"}
            return STATUS_OF_CODE[error.code], json.dumps(refusal)

    @property
    def ai_interview(self) -> AiInterview:
        return self.stores.ai_interview

    @property
    def turns(self) -> list[Turn]:
        return list(self.ai_interview.turns.values())

    @property
    def texts(self) -> list[str | None]:
        return [turn.text for turn in self.turns]

    def has_a_voice(self) -> None:
        """Give the first question a recording."""
        self.stores.ai_interview = replace(self.ai_interview, heard=frozenset({self.ai_interview.sequence[0][2].id}))

    def pass_time(self, seconds: float) -> None:
        """Move the beginning of the current question back by this time."""
        joined = self.ai_interview.session.joined_at
        assert joined
        assert not self.turns
        earlier = timedelta(seconds=seconds)
        self.stores.session(self.ai_interview.session.changed(joined_at=joined - earlier))
        presence = self.ai_interview.presence
        if presence.on_screen:
            on_screen = presence.on_screen.changed(shown_at=presence.on_screen.shown_at - earlier)
            self.stores.note_presence("", presence.changed(on_screen=on_screen))

    def ai_session(self) -> dict[str, Any]:
        """The answer to GET /ai/session."""
        session = self.ai_interview.session
        return {
            "interview_id": session.interview_id,
            "state": portal_state(session, self.now()),
            "server_time": rfc3339(self.now()),
            "opens_at": rfc3339(session.opens_at),
            "last_entry_at": rfc3339(session.last_entry_at),
            "ends_at": rfc3339(session.ends_at),
            "progress": {"answered": self.ai_interview.answered, "total": self.ai_interview.total},
        }

    def receive(self, form: bytes) -> None:
        """A file at the presigned address."""
        key = re.search(rb'name="key"\r\n\r\n([^\r]+)', form)
        assert key
        sound = form.partition(b'name="file"')[2].partition(b"\r\n\r\n")[2]
        self.uploads[key[1].decode()] = sound.rpartition(b"\r\n--")[0]

    def _start(self, sent: ai_interviews.StartInterview) -> BaseModel:
        now = self.now()
        stores = cast(Any, self.stores)
        step = start(
            self.ai_interview,
            consented=False,
            client_id=sent.client_id,
            schedule=stores,
            ai_interviews=stores,
            jobs=stores,
            resumes=stores,
            now=now,
        )
        return ai_interviews.StepAnswer.of(step, now, _sound)

    def _answer(self, sent: ai_interviews.AnswerQuestion) -> BaseModel:
        now = self.now()
        stores = cast(Any, self.stores)
        step = answer(
            self.ai_interview,
            sent.as_given(now),
            schedule=stores,
            ai_interviews=stores,
            has_model=False,
            language_model=lambda: None,
            clock=self.now,
            now=now,
        )
        return ai_interviews.StepAnswer.of(step, now, _sound)

    def _finish(self, _sent: ai_interviews.FinishInterview) -> BaseModel:
        return ai_interviews.StepAnswer.of(
            finish(self.ai_interview, schedule=cast(Any, self.stores), now=self.now()), self.now(), _sound
        )

    def _heartbeat(self, sent: ai_interviews.Heartbeat) -> BaseModel:
        now, (session, presence) = self.now(), self.stores.present("")
        store = cast(Any, self.stores)
        draft = sent.as_draft(now)
        after, saved = heartbeat(
            session, presence, sent.client_id, draft, shows=sent.as_shown(), ai_interviews=store, now=now
        )
        return ai_interviews.HeartbeatAnswer.of(session, after, sent.client_id, saved=saved, now=now)

    def _upload(self, sent: ai_interviews.UploadRecording) -> BaseModel:
        refuse_not_running(self.ai_interview, self.now())
        key = f"answers/{sent.question_id}/{len(self.uploads)}.webm"
        return ai_interviews.RecordingUploadAnswer(upload=UploadForm(url="/upload", fields={"key": key}), audio_key=key)

    def _transcribe(self, sent: ai_interviews.Transcribe) -> BaseModel:
        assert self.uploads[sent.audio_key]
        return ai_interviews.TranscriptAnswer(text=self.transcript)


def _sound(_key: str) -> str:
    return "/sound"


def an_interviewer(now: Callable[[], datetime], session: Session, questions: int) -> Interviewer:
    """The interview of a session that runs."""
    assert session.status is SessionStatus.IN_PROGRESS
    return Interviewer(now, InMemoryStores(AiInterview(session=session, plan=a_plan(session, questions))))
