"""An organisation, the rules it sets for itself, and the access tokens of its systems."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, HttpUrl, TypeAdapter

from greenroom.clock import UtcTime, ZoneName
from greenroom.models.entity import Entity


class Mode(StrEnum):
    """The mode of a token."""

    LIVE = "live"
    TEST = "test"
    """Records of their own: mails go to the organisation alone, time can be moved on, nothing is counted."""


class Role(StrEnum):
    ADMIN = "admin"
    RECRUITER = "recruiter"
    VIEWER = "viewer"
    INTERVIEWER = "interviewer"
    """A member who sees only the interviews that they hold."""

    def allows(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may do: admin > recruiter > viewer > interviewer."""
        order = (Role.INTERVIEWER, Role.VIEWER, Role.RECRUITER, Role.ADMIN)
        return order.index(self) >= order.index(needed)


def _https_address(url: str) -> str:
    if TypeAdapter(HttpUrl).validate_python(url).scheme != "https":
        raise ValueError("The address must start with https://.")
    return url


def _brand_color(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("Give a colour as #rrggbb.")
    return value.lower()


def _reminder_times(values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(values), reverse=True))


class Policy(Entity):
    """The rules an organisation can change; the defaults are those of the product."""

    # A rule of another release is kept, and followed by nobody. What may be written is WrittenPolicy's to say.
    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": False})

    min_notice_minutes: int = Field(default=120, ge=0, le=43_200)
    """A booking is made at least this long before the start."""
    max_advance_days: int = Field(default=90, ge=1, le=730)
    """A booking is made at most this far ahead."""
    choice_days: int = Field(default=7, ge=1, le=60)
    """Days that an invited candidate has for choosing a time."""
    room_opens_seconds_before: int = Field(default=30, ge=0, le=86_400)
    """The room of an AI interview opens this long before the start."""
    last_entry_minutes_after: int = Field(default=10, ge=0, le=1_440)
    """An AI interview can be entered until this long after the start."""
    join_buffer_minutes: int = Field(default=15, ge=0, le=1_440)
    """An ONLINE meeting can be joined this long before its start and after its end."""
    link_ttl_hours: int = Field(default=24, ge=1, le=720)
    """The link expires this long after the end."""
    timezone: ZoneName = "Asia/Kolkata"
    language_code: str = Field(
        default="en-IN", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20, examples=["en-IN"]
    )
    accent_tld: str = Field(default="co.in", pattern=r"^[a-z]{2,3}(\.[a-z]{2,3})?$", examples=["co.in"])
    sender_name: str | None = Field(default=None, min_length=1, max_length=100)
    reply_to: str | None = Field(
        default=None,
        pattern=r"^[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.[^@\s<>,;:\".]+$",
        max_length=254,
        examples=["hiring@acme.example.com"],
    )
    """The contact for candidates: the Reply-To of e-mails, and a link on pages. Without it neither asks for a reply."""
    brand_color: (
        Annotated[
            str,
            AfterValidator(_brand_color),
            Field(json_schema_extra={"pattern": "^#[0-9a-fA-F]{6}$"}, examples=["#17754e"]),
        ]
        | None
    ) = None
    logo_url: (
        Annotated[
            str,
            AfterValidator(_https_address),
            Field(
                max_length=500,
                json_schema_extra={"format": "uri", "pattern": "^https://[a-z0-9.-]+/"},
                examples=["https://acme.example.com/logo.png"],
            ),
        ]
        | None
    ) = None
    reminders: Annotated[tuple[Annotated[int, Field(ge=5, le=20_160)], ...], AfterValidator(_reminder_times)] = Field(
        default=(1440, 60), max_length=5
    )
    """Minutes before the start at which a reminder is sent; empty switches reminders off."""
    decision_days: int | None = Field(default=None, ge=1, le=365)
    """Days after an interview until its candidate hears the decision. Without it nothing is promised."""
    retention_days: int | None = Field(default=365, ge=1, le=3_650)
    """Personal data of an interview is erased this long after it; None keeps it."""
    viewers_may_rate: bool = False
    """Viewers may rate interviews too, which they otherwise read alone."""
    matching_enabled: bool = False
    """Candidates may be scored against a job's requirements. Off until an organisation has told its candidates."""
    matching_model_enabled: bool = False
    """And a model, where one is set up, may propose evidence that the rules did not find."""

    def without_others(self) -> Self:
        """A copy without rules of another release."""
        return self.model_construct(**{name: getattr(self, name) for name in type(self).model_fields})


class Organisation(Entity):
    org_id: str
    name: str = Field(min_length=1, max_length=200)
    policy: Policy = Field(default_factory=Policy)
    created_at: UtcTime
    version: int = 1
    deletion_requested_at: UtcTime | None = None
    deletes_at: UtcTime | None = None
    """The time when all its data is to be deleted; None without a request."""
    is_being_deleted: bool | None = None
    """Whether the deletion has begun, and can no longer be withdrawn."""
    clock_ahead_seconds: int = 0
    """The seconds by which the clock of test records was moved forward; 0 for live records."""


class AccessToken(Entity):
    """One of an organisation's tokens. The token itself is never stored, only its SHA-256."""

    token_id: str
    token_hash: str
    org_id: str
    name: str = Field(min_length=1, max_length=100)
    role: Role
    created_at: UtcTime
    expires_at: UtcTime | None = None
    revoked_at: UtcTime | None = None
    last_used_at: UtcTime | None = None
    usage_key: str | None = None
    """The value of the API key that the organisation's usage plan counts."""

    def is_valid(self, now: UtcTime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ValidTokens(Entity):
    """The valid tokens of an organisation in one item, because an index would not have the newest ones yet."""

    org_id: str
    token_hashes: tuple[str, ...] = ()
    version: int = 0
