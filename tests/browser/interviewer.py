"""/ai/* for the preview: in memory, with a real plan of the built-in bank, and a clock that tests can shift."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from greenroom.clock import rfc3339
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan, PlanBrief, Question, Round
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.portal import portal_state

type Answer = tuple[int, dict[str, Any]]


def a_plan(session: Session, questions: int = 3) -> InterviewPlan:
    """Few questions, so that a test comes to the end; of a coding interview one task is among them."""
    brief = PlanBrief(
        interview_id=session.interview_id,
        job_title=session.job_title,
        job_description="Build services that people rely on.",
        domain="Backend",
        coding_language=session.coding_language,
        ai_interview_type=Round(session.ai_interview_type.value),
        resume_text="",
        duration_minutes=45,
    )
    plan = plan_from_bank(brief)
    spoken = [question for question in plan.questions if question.round is Round.TECHNICAL]
    tasks = [question for question in plan.questions if question.round is Round.CODING][:1]
    return plan.model_copy(update={"questions": tuple(spoken[: questions - len(tasks)] + tasks)})


@dataclass
class Interviewer:
    """One interview: what was handed in, the drafts, and whose tab is the newest."""

    now: Callable[[], datetime]
    session: Session
    plan: InterviewPlan
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked_at: dict[str, datetime] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    client: str = ""

    def __call__(self, route: str, body: dict[str, Any]) -> Answer:
        """The answer to POST /ai/<route>."""
        if self.session.status is not SessionStatus.IN_PROGRESS or self.now() >= self.session.ends_at:
            return self._refusal("INVALID_STATE", "The interview is over.")
        routes = {"start": self.start, "answer": self.answer, "heartbeat": self.heartbeat, "upload": self.upload}
        return routes.get(route, self.finish)(body)

    def start(self, body: dict[str, Any]) -> Answer:
        self.client = body["client_id"]
        return 200, self._asked()

    def answer(self, body: dict[str, Any]) -> Answer:
        if body["client_id"] != self.client:
            return self._refusal("INVALID_STATE", "The interview goes on in another tab.")
        self.answers.setdefault(body["question_id"], body)
        return 200, self._asked()

    def heartbeat(self, body: dict[str, Any]) -> Answer:
        is_active = body["client_id"] == self.client
        if is_active and body["question_id"] not in self.answers:
            self.drafts[body["question_id"]] = body | {"saved_at": rfc3339(self.now())}
        return 200, {"server_time": rfc3339(self.now()), "active": is_active}

    def upload(self, body: dict[str, Any]) -> Answer:
        key = f"answers/{body['question_id']}-{len(self.uploads)}"
        return 200, {"upload": {"url": "/upload", "fields": {"key": key}}, "audio_key": key}

    def finish(self, _body: dict[str, Any]) -> Answer:
        self.session = self.session.changed(status=SessionStatus.COMPLETED)
        return 200, {"done": True}

    def receive(self, form: bytes) -> None:
        """A file at the presigned address."""
        key = re.search(rb'name="key"\r\n\r\n([^\r]+)', form)
        sound = form.partition(b"\r\n\r\n")[2].partition(b"audio/")[2].partition(b"\r\n\r\n")[2]
        assert key
        self.uploads[key[1].decode()] = sound.rpartition(b"\r\n--")[0]

    def current(self) -> Question | None:
        return next((question for question in self.plan.questions if question.id not in self.answers), None)

    def ai_session(self) -> dict[str, Any]:
        session = self.session
        return {
            "state": portal_state(session, self.now()),
            "server_time": rfc3339(self.now()),
            "opens_at": rfc3339(session.opens_at),
            "last_entry_at": rfc3339(session.last_entry_at),
            "ends_at": rfc3339(session.ends_at),
            "progress": {"answered": len(self.answers), "total": len(self.plan.questions)},
        }

    def _asked(self) -> dict[str, Any]:
        question = self.current()
        if question is None:
            return {"done": True}
        asked_at = self.asked_at.setdefault(question.id, self.now())
        ends_at = min(self.session.ends_at, asked_at + timedelta(seconds=question.time_limit_seconds))
        shown = question.model_dump(include={"id", "round", "text", "language", "starter_code", "time_limit_seconds"})
        place = {"number": len(self.answers) + 1, "total": len(self.plan.questions), "audio_url": None}
        times = {"ends_at": rfc3339(ends_at), "draft": self.drafts.get(question.id)}
        return {"question": {**shown, **place, **times}, "ends_at": rfc3339(self.session.ends_at)}

    @staticmethod
    def _refusal(code: str, words: str) -> Answer:
        return 409, {"error": words, "code": code, "details": [], "request_id": "r"}
