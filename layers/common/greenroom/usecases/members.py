"""Members of an organisation: invite, change, remove. The last admin cannot be removed."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import ConditionsFailedError, InvalidStateError
from greenroom.identifiers import new_id
from greenroom.models.caller import Caller
from greenroom.models.member import Member
from greenroom.models.organisation import Role
from greenroom.models.sign_in import LinkRequest
from greenroom.usecases.editing import edit, refuse_stale_version
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.members import Members
    from greenroom.adapters.sign_in_queue import SignInQueue

LAST_ADMIN = "This is the organisation's last admin. Make somebody else an admin first."


def invite_member(
    email: str, name: str | None, role: Role, *, org_id: str, members: "Members", now: datetime, member_id: str = ""
) -> Member:
    """Make a member with status INVITED. A member who has the address already is not changed.

    A name that is left out is the part of the address before the @. Raises BusyError.
    """
    member = Member(
        org_id=org_id,
        member_id=member_id or new_id("mem"),
        email=email,
        name=name or email.partition("@")[0][:100],
        role=role,
        created_at=now,
        updated_at=now,
    )
    return repeated(lambda: members.add(member))


def send_invitation(member: Member, *, queue: "SignInQueue", now: datetime) -> None:
    """Queue a sign-in link for a member. If it is lost, the member can ask for another at the sign-in.

    Raises BusyError.
    """
    queue.put(LinkRequest(request_id=new_id("ask"), address=member.email, asked_at=now, wants_console=True))


def change_member(
    member_id: str,
    *,
    name: str | None = None,
    role: Role | None = None,
    by: Caller,
    members: "Members",
    expected_version: int | None,
    now: datetime,
) -> Member:
    """Change a member's name or role. Another role ends the member's sessions.

    Raises NotFoundError, StaleVersionError, BusyError, and InvalidStateError if no admin would be left.
    """

    def attempt() -> Member:
        before = members.get(by.org_id, member_id)
        refuse_stale_version(before.version, expected_version)
        after = before.changed(name=name or before.name, role=role or before.role)
        if after == before:
            return before
        after = after.changed(version=before.version + 1, updated_at=now)
        if after.role is not before.role:
            after = after.changed(signed_out_at=now)
        members.change_role(after, before.version, _other_admin(before, after.role, members))
        return after

    return repeated(attempt)


def remove_member(member_id: str, *, by: Caller, members: "Members", expected_version: int | None) -> None:
    """Remove a member, with their sessions and passkeys. A repetition changes nothing.

    Raises StaleVersionError, BusyError, and InvalidStateError if no admin would be left.
    """

    def attempt() -> None:
        member = members.get(by.org_id, member_id)
        refuse_stale_version(member.version, expected_version)
        try:
            members.remove_member(member, _other_admin(member, None, members))
        except ConditionsFailedError:
            # This same request removed the member, and its answer was lost.
            if members.find(by.org_id, member_id) is not None:
                raise
        members.forget_passkeys(by.org_id, member_id)

    repeated(attempt)


def sign_out_everywhere(member: Member, *, members: "Members", now: datetime) -> Member:
    """End all sessions of a member. Raises NotFoundError or BusyError."""
    return edit(
        lambda: members.get(member.org_id, member.member_id),
        lambda found: found.changed(signed_out_at=now),
        members.replace,
        expected_version=None,
        now=now,
    )


def _other_admin(member: Member, new_role: Role | None, members: "Members") -> Member | None:
    """Find another admin, if `member` stops being one. Raises InvalidStateError for the last admin."""
    if member.role is not Role.ADMIN or new_role is Role.ADMIN:
        return None
    others = members.each(members.of_organisation(member.org_id))
    for other in others:
        if other.role is Role.ADMIN and other.member_id != member.member_id:
            return other
    raise InvalidStateError(LAST_ADMIN)
