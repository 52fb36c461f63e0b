"""A member of an organisation: a person who signs in to the console."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.caller import Caller
from greenroom.models.entity import Entity
from greenroom.models.organisation import Organisation, Role


class MemberStatus(StrEnum):
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"


class Member(Entity):
    org_id: str
    member_id: str
    email: str
    name: str = Field(min_length=1, max_length=100)
    role: Role
    status: MemberStatus = MemberStatus.INVITED
    """ACTIVE from the first sign-in on."""
    signed_out_at: UtcTime | None = None
    """Sessions that began before this moment are over: "sign out everywhere"."""
    created_at: UtcTime
    updated_at: UtcTime
    version: int = 1

    def as_caller(self) -> Caller:
        """The member as a caller of use cases, with the name for the audit log."""
        return Caller(self.org_id, f"member:{self.name} ({self.member_id})", self.role)


class ConsoleSession(Entity):
    """A signed-in member on one device. Only the SHA-256 of the cookie's secret is stored."""

    session_hash: str
    address_key: str
    """The key of the address that opened it, whose owner may choose among several organisations."""
    org_id: str
    member_id: str
    by_passkey: bool | None = None
    """Whether a passkey began it, and not a link in an e-mail."""
    started_at: UtcTime
    expires_at: UtcTime
    """Moves on with use."""
    ends_at: UtcTime
    """Never moves."""

    def is_open_to(self, member: Member, now: UtcTime) -> bool:
        """Whether the session still stands for this member."""
        was_signed_out = member.signed_out_at is not None and self.started_at <= member.signed_out_at
        is_theirs = (self.org_id, self.member_id) == (member.org_id, member.member_id)
        return is_theirs and not was_signed_out and now < min(self.expires_at, self.ends_at)


class SignedInMember(NamedTuple):
    """The sender of a console request: the member, their organisation and their session."""

    member: Member
    organisation: Organisation
    session: ConsoleSession
    changes: int = 0
    """The number of changes of the organisation's interviews, each counted a moment later."""
