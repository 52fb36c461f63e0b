"""Interviews as they are held, beside their session and under the same key.

The parts are named so that one query reads what one request needs and nothing large besides:

    BRIEF                      job text and résumé: read by nobody while the interview is held
    PLAN  PRESENCE  REPORT     questions; window and draft; what was found out
    REPORT#SPOKEN#<question>   what was said in an answer that came as sound: twelve long ones fit no single item
    SESSION  SESSION#FACTS     who, when, state; how many questions
    TURN#03  TURN#03#FOLLOW  TURN#03#FOLLOW#TURN     answer 3; whether it is followed up; the answer to that
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from boto3.dynamodb.conditions import ConditionBase, Key

from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.schedule_items import INTERVIEW_SHAPE, PLAN_FACTS, SESSION_PART, interview_item, log_item
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of, value_in
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.interviewing.ai_interview import AiInterview, FollowUpDecision, Presence, Sources, Turn
from greenroom.interviewing.plan import InterviewPlan
from greenroom.interviewing.practice import PRACTICE_ID
from greenroom.models.audit import LogEntry
from greenroom.models.interview import Interview, ReportStatus
from greenroom.models.session import Session, SessionStatus
from greenroom.settings import Tables

if TYPE_CHECKING:
    from greenroom.interviewing.report import Report

BRIEF, PLAN, PRESENCE, REPORT, SESSION, FACTS = "BRIEF", "PLAN", "PRESENCE", "REPORT", SESSION_PART, PLAN_FACTS
FIRST_NEEDED = PLAN
GIVEN = ("text", "code", "audio_key")
"""A turn without any of these was passed over: it counts as no answer, here and in the report."""
TURN, FOLLOW = "TURN#", "#FOLLOW"
SPOKEN = "REPORT#SPOKEN#"
AFTER_TURNS = "TURN$"
"""After every turn: `$` follows `#`."""
is_new = "attribute_not_exists(#part)"
KEY = ("session_hash", "part")
BRIEF_SHAPE = Shape.of(KEY, Sources, "prepared_at")
PLAN_SHAPE = Shape.of(KEY, "plan", "plan_version", "heard", "prepared_at")
PRESENCE_SHAPE = Shape.of(KEY, Presence)
FACTS_SHAPE = Shape.of(KEY, "made_from", "questions", "total_seconds", "made_by", "language_code", "practice_heard")


class SessionProgress(NamedTuple):
    """A session, and how far it is."""

    session: Session
    questions: int | None
    """None as long as there is no plan."""
    answered: int
    language_code: str | None = None
    """The language of the questions as they are; None while no plan is made."""
    is_practice_heard: bool = False
    """Whether the practice question is there as sound."""


class PlanFacts(NamedTuple):
    """Attributes of a plan that can be read without its questions."""

    made_from: str | None
    """A digest of the plan's inputs; None for a plan that a recruiter edited."""

    @classmethod
    def of(cls, stored: Item | None) -> "PlanFacts | None":
        """The facts of a plan; None where there is no plan."""
        return None if stored is None else cls(stored.get("made_from"))


def turn_part(place: int, *, is_follow_up: bool) -> str:
    """The part of an answer: in the order in which answers are given."""
    return f"{TURN}{place:02}{FOLLOW}#TURN" if is_follow_up else f"{TURN}{place:02}"


class AiInterviews:
    """The parts of a session that belong to the interview itself."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables
        self._table = tables.sessions

    def find(self, session_hash: str) -> "tuple[AiInterview, Report | None] | None":
        """An interview as it stands, and its report; None where no session has this hash. One query."""
        parts = self._parts(session_hash, Key("part").gte(FIRST_NEEDED))
        found = {item["part"]: item for item in parts}
        if SESSION not in found:
            return None
        turns = [entity_of(Turn, item, self._table) for part, item in found.items() if _is_turn(part)]
        decided = (item for part, item in found.items() if _is_decision(part))
        decisions = [entity_of(FollowUpDecision, item, self._table) for item in decided]
        ai_interview = AiInterview(
            session=entity_of(Session, found[SESSION], self._table),
            plan=_plan_in(found[PLAN], self._table) if PLAN in found else None,
            turns={turn.question_id: turn for turn in turns},
            decisions={decision.place: decision for decision in decisions},
            presence=entity_of(Presence, found.get(PRESENCE, {}), self._table),
            heard=frozenset(found.get(PLAN, {}).get("heard", ())),
        )
        return ai_interview, _report(found, self._table)

    def progress(self, session_hash: str) -> SessionProgress | None:
        """A session and its progress: one query, of one unit as long as nothing is answered."""
        parts = list(self._parts(session_hash, Key("part").between(SESSION, AFTER_TURNS)))
        session = next((item for item in parts if item["part"] == SESSION), None)
        if session is None:
            return None
        facts = next((item for item in parts if item["part"] == FACTS), None)
        follow_ups = sum(1 for item in parts if _is_decision(item["part"]) and item.get("question"))
        questions = value_in(facts, "questions", self._table) + follow_ups if facts else None
        answered = sum(1 for item in parts if _is_turn(item["part"]) and any(item.get(name) for name in GIVEN))
        return SessionProgress(
            entity_of(Session, session, self._table),
            questions,
            answered,
            facts.get("language_code") if facts else None,
            bool(facts and facts.get("practice_heard")),
        )

    def present(self, session_hash: str) -> tuple[Session, Presence] | None:
        """A session and its presence, read as two small items in one round trip."""
        keys = [_key(session_hash, part) for part in (SESSION, PRESENCE)]
        session, presence = self._database.get_many((self._table, key) for key in keys)
        if session is None:
            return None
        return entity_of(Session, session, self._table), entity_of(Presence, presence or {}, self._table)

    def session(self, session_hash: str) -> tuple[Session | None, PlanFacts | None]:
        """A session and the facts about its plan; each is None where it is not made yet."""
        keys = [_key(session_hash, part) for part in (SESSION, FACTS)]
        session, facts = self._database.get_many((self._table, key) for key in keys)
        return (entity_of(Session, session, self._table) if session else None), PlanFacts.of(facts)

    def plan(
        self,
        session_hash: str,
        plan: InterviewPlan,
        sources: Sources,
        now: datetime,
        *,
        heard: Sequence[str] = (),
        made_from: str | None = None,
    ) -> InterviewPlan:
        """Store a plan with what it was made from, unless there is one; returns the one that is stored.

        `heard` names the questions that are there as sound too; `made_from` tells what they were made from. The facts
        come last: where they are, all is.
        """
        made = {"prepared_at": rfc3339(now)}
        self._put_once(_key(session_hash, BRIEF) | fields_of(sources) | made)
        item = {"plan": plan.model_dump(mode="json"), "heard": list(heard)}
        stored = self._put_once(_key(session_hash, PLAN) | item | made)
        kept = _plan_in(stored, self._table) if stored else plan
        is_heard = PRACTICE_ID in (stored or item).get("heard", ())
        facts = _plan_facts(kept, is_practice_heard=is_heard, made_from=made_from)
        self._database.replace(self._table, _key(session_hash, FACTS) | facts, FACTS_SHAPE)
        return kept

    def plan_anew(
        self,
        session_hash: str,
        plan: InterviewPlan,
        sources: Sources,
        now: datetime,
        *,
        before: InterviewPlan,
        heard: Sequence[str],
        made_from: str | None,
    ) -> None:
        """Store a plan over another, while nobody has begun the interview. Raises ConditionsFailedError."""
        made = {"prepared_at": rfc3339(now)}
        item = {"plan": plan.model_dump(mode="json"), "plan_version": plan.version, "heard": list(heard), **made}
        facts = _plan_facts(plan, is_practice_heard=PRACTICE_ID in heard, made_from=made_from)
        write = self._database.transaction()
        brief = _key(session_hash, BRIEF) | fields_of(sources) | made
        write.replace("brief", self._table, brief, BRIEF_SHAPE)
        self._put_plan(write, session_hash, item, facts, before)
        write.commit()

    def plan_of(self, session_hash: str) -> InterviewPlan | None:
        """The plan of a session, where it is made."""
        found = self._database.get_many([(self._table, _key(session_hash, PLAN))])[0]
        return _plan_in(found, self._table) if found else None

    def planned(self, session_hash: str) -> tuple[InterviewPlan | None, Session | None]:
        """A plan and its session, in one round trip."""
        keys = [_key(session_hash, part) for part in (PLAN, SESSION)]
        plan, session = self._database.get_many((self._table, key) for key in keys)
        return (
            _plan_in(plan, self._table) if plan else None,
            entity_of(Session, session, self._table) if session else None,
        )

    def replace_plan(self, session_hash: str, plan: InterviewPlan, before: InterviewPlan, entry: LogEntry) -> None:
        """Store a changed plan over the one before, with the log, while nobody has begun the interview.

        Raises ConditionsFailedError.
        """
        same = {question.id for question in before.questions if question in plan.questions}
        key = _key(session_hash, PLAN)
        stored = self._database.get_many([(self._table, key)])[0] or {}
        # The stored sound is of the previous words.
        heard = [one for one in stored.get("heard", ()) if one in same or one == PRACTICE_ID]
        item = {
            "plan": plan.model_dump(mode="json"),
            "plan_version": plan.version,
            "heard": heard,
            "prepared_at": stored.get("prepared_at"),
        }
        write = self._database.transaction()
        facts = _plan_facts(plan, is_practice_heard=PRACTICE_ID in heard, made_from=None)
        self._put_plan(write, session_hash, item, facts, before)
        write.put("log", self._tables.logs, log_item(entry), "attribute_not_exists(#interview_key)")
        write.commit()

    def _put_plan(self, write: Transaction, session_hash: str, item: Item, facts: Item, before: InterviewPlan) -> None:
        unchanged = "#plan_version = :before"
        if before.version == 1:
            unchanged = f"attribute_not_exists(#plan_version) OR {unchanged}"
        key = _key(session_hash, PLAN)
        write.replace("plan", self._table, key | item, PLAN_SHAPE, unchanged, {":before": before.version})
        write.replace("facts", self._table, _key(session_hash, FACTS) | facts, FACTS_SHAPE)
        not_begun, scheduled = f"{is_new} OR #status = :scheduled", {":scheduled": SessionStatus.SCHEDULED}
        write.require("session", self._table, _key(session_hash, SESSION), not_begun, scheduled)

    def hand_in(self, session_hash: str, turn: Turn) -> tuple[Turn, bool]:
        """Store an answer: one conditional write. Returns what is stored, and whether this call stored it."""
        part = turn_part(turn.place, is_follow_up=turn.is_follow_up)
        stored = self._put_once(_key(session_hash, part) | fields_of(turn))
        if stored is None:
            return turn, True
        there = entity_of(Turn, stored, self._table)
        # Our own write, where the answer to it got lost.
        return there, there == turn

    def decide(self, session_hash: str, decision: FollowUpDecision) -> FollowUpDecision:
        """Store whether a question is followed up, unless it was decided; returns the stored decision."""
        part = f"{turn_part(decision.place, is_follow_up=False)}{FOLLOW}"
        stored = self._put_once(_key(session_hash, part) | fields_of(decision))
        return entity_of(FollowUpDecision, stored, self._table) if stored else decision

    def note_presence(self, session_hash: str, presence: Presence) -> None:
        """Store the presence over its previous version. Raises ConditionsFailedError."""
        same = "#version = :before" if presence.version > 1 else is_new
        values = {":before": presence.version - 1} if presence.version > 1 else {}
        item = _key(session_hash, PRESENCE) | fields_of(presence)
        self._database.replace(self._table, item, PRESENCE_SHAPE, same, values)

    def note_consent(self, session_hash: str, now: datetime) -> None:
        """Store that the candidate agreed, once."""
        change = ItemUpdate(
            set={"consented_at": rfc3339(now)},
            condition="attribute_exists(#part) AND attribute_not_exists(#consented_at)",
        )
        try:
            self._database.update(self._table, _key(session_hash, SESSION), change)
        except ConditionsFailedError:
            return

    def report(self, session_hash: str, report: "Report", interview: Interview, *entries: LogEntry) -> None:
        """Store a report with its interview's next version and the log, in one transaction.

        Raises ConditionsFailedError where the interview was changed since it was read (its candidate was erased), and
        never replaces a report that is READY.
        """
        write = self._database.transaction()
        item = _key(session_hash, REPORT) | fields_of(report.changed(transcripts={}))
        not_ready, ready = f"{is_new} OR #status <> :ready", {":ready": ReportStatus.READY}
        write.replace("report", self._table, item, Shape.of(KEY, type(report)), not_ready, ready)
        for question_id, text in report.transcripts.items():
            spoken = _key(session_hash, f"{SPOKEN}{question_id}") | {"text": text}
            write.put(f"spoken {question_id}", self._table, spoken)
        before = {":before": interview.version - 1}
        write.replace(
            "interview",
            self._tables.interviews,
            interview_item(interview, self._tables.due_shards),
            INTERVIEW_SHAPE,
            "#version = :before",
            before,
        )
        if entries:
            write.put("log", self._tables.logs, log_item(*entries), "attribute_not_exists(#interview_key)")
        write.commit()

    def _parts(self, session_hash: str, parts: ConditionBase) -> Iterable[Item]:
        wanted = Key("session_hash").eq(session_hash) & parts
        return self._database.query_all(self._table, wanted, ConsistentRead=True)

    def _put_once(self, item: Item) -> Item | None:
        """Store the item if there is none. Returns None if it was stored, else the stored item."""
        try:
            self._database.put(self._table, item, is_new)
        except ConditionsFailedError as refused:
            return dict(refused.found["item"])
        return None


def _report(found: Mapping[str, Item], table: str) -> "Report | None":
    if REPORT not in found:
        return None
    # The models of reports are imported only where there is a report, so that interviews do not wait for them.
    from greenroom.interviewing.report import Report  # noqa: PLC0415

    report = entity_of(Report, found[REPORT], table)
    texts = {part: item for part, item in found.items() if part.startswith(SPOKEN)}
    spoken = {part.removeprefix(SPOKEN): value_in(item, "text", table) for part, item in texts.items()}
    return report.changed(transcripts={**report.transcripts, **spoken})


def _plan_in(item: Item, table: str) -> InterviewPlan:
    return entity_of(InterviewPlan, item.get("plan", {}), table, within=item)


def _plan_facts(plan: InterviewPlan, *, is_practice_heard: bool, made_from: str | None) -> Item:
    return {
        # An edited plan keeps no digest: it is never made anew.
        "made_from": None if plan.is_edited else made_from,
        "questions": len(plan.questions),
        "total_seconds": plan.total_seconds,
        "made_by": plan.made_by,
        "language_code": plan.language_code,
        "practice_heard": is_practice_heard,
    }


def _key(session_hash: str, part: str) -> dict[str, str]:
    return {"session_hash": session_hash, "part": part}


def _is_turn(part: str) -> bool:
    return part.startswith(TURN) and not part.endswith(FOLLOW)


def _is_decision(part: str) -> bool:
    return part.startswith(TURN) and part.endswith(FOLLOW)
