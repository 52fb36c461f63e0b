"""Requests and answers about members."""

from typing import Annotated, Self

from pydantic import Field

from greenroom.api.fields import Email, Line
from greenroom.api.subjects.base import ChangeModel, RequestModel, SharedFields, StoredAnswer, example
from greenroom.models.member import Member, MemberStatus
from greenroom.models.organisation import Role

NAME = "Meera Iyer"


class MemberFields(SharedFields):
    """The fields of a member that an admin sets and may change."""

    name: Annotated[Line, Field(max_length=100, examples=[NAME])] | None = None
    """The part of the address before the @, if left out."""
    role: Annotated[Role, example("recruiter")]
    """`admin` does everything, `recruiter` all but members, tokens and settings, `viewer` only reads, `interviewer`
    sees the interviews that they hold."""


class InviteMember(MemberFields, RequestModel):
    """A person who may sign in to the console."""

    email: Annotated[Email, example("meera@acme.example.com")]
    role: Annotated[Role, example("recruiter")] = Role.RECRUITER


class ChangeMember(MemberFields, ChangeModel):
    """A new name or role. Another role ends the member's sessions."""


class MemberAnswer(StoredAnswer, MemberFields):
    """A member of the organisation."""

    member_id: Annotated[str, example("mem_01jd8maf1v0t9s8r7q6p5n4m3k")]
    email: Annotated[Email, example("meera@acme.example.com")]
    status: Annotated[MemberStatus, example("ACTIVE")]
    """`INVITED` until the first sign-in."""

    @classmethod
    def of(cls, member: Member) -> Self:
        """The answer about a member."""
        return cls.about(member)
