"""The audit log: the events of an interview in order, which are never changed."""

from enum import StrEnum
from typing import Any

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class Action(StrEnum):
    CREATED = "CREATED"
    INVITED = "INVITED"
    """The candidate was invited to choose a time."""
    TIMES_REQUESTED = "TIMES_REQUESTED"
    DECLINED = "DECLINED"
    SCHEDULED = "SCHEDULED"
    RESCHEDULED = "RESCHEDULED"
    CHANGED = "CHANGED"
    CANCELLED = "CANCELLED"
    PLAN_CHANGED = "PLAN_CHANGED"
    SESSION_CREATED = "SESSION_CREATED"
    EMAIL_SENT = "EMAIL_SENT"
    EMAIL_FAILED = "EMAIL_FAILED"
    MEETING_READY = "MEETING_READY"
    MEETING_FAILED = "MEETING_FAILED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    NO_SHOW = "NO_SHOW"
    REPORT_READY = "REPORT_READY"
    REPORT_FAILED = "REPORT_FAILED"
    DECIDED = "DECIDED"
    ERASED = "ERASED"


class LogEntry(Entity):
    org_id: str
    interview_id: str
    at: UtcTime
    action: Action
    actor: str
    reason: str | None = None
    old: dict[str, Any] | None = None
    new: dict[str, Any] | None = None
