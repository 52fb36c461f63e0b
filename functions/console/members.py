"""Settings: the members of the organisation."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import without_blanks
from functions.console.messages import Message
from greenroom.api.fields import Email, Line
from greenroom.api.forms import read_form
from greenroom.api.subjects.base import RequestModel
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.organisation import Role
from greenroom.usecases.members import change_member, invite_member, remove_member, send_invitation
from greenroom.wording import isolated

PATH = "/console/settings/members"
MOST_SHOWN = 200

ROLES = (
    (Role.RECRUITER, "Recruiter: jobs, candidates, slots, interviews"),
    (Role.ADMIN, "Admin: also members, tokens and settings"),
    (Role.INTERVIEWER, "Interviewer: only the interviews they hold"),
    (Role.VIEWER, "Viewer: reads, changes nothing"),
)


class InviteForm(RequestModel):
    email: Email
    name: Annotated[Line, Field(max_length=100)] | None = None
    role: Role


class RoleForm(RequestModel):
    role: Role


@page(PATH, role=Role.ADMIN)
def members(request: ConsoleRequest) -> Response[str]:
    """All members, and the form to invite one."""
    return _page(request)


@page(PATH, "POST", role=Role.ADMIN)
def invite(request: ConsoleRequest) -> Response[str]:
    """Invite a person by address and role; a member with this address already is not changed."""
    typed = {name: request.sent(name) for name in ("email", "name", "role")}
    try:
        form = read_form(InviteForm, without_blanks(typed))
    except ValidationError as error:
        return _page(request, typed=typed, problem=error)
    member = invite_member(
        form.email, form.name, form.role, org_id=request.caller.org_id, members=app.members, now=request.now
    )
    if member.created_at != request.now:
        words = f"{member.email} is a member already, as {member.role.value}. Nothing was changed."
        return done(request, PATH, Message(words, kind="warn"))
    send_invitation(member, queue=app.sign_in_queue, now=request.now)
    words = f"{member.name} may sign in with {member.email} as {member.role.value}. A link is on its way."
    return done(request, PATH, Message(words))


@page(f"{PATH}/<member_id>/role", "POST", role=Role.ADMIN)
def change_role(request: ConsoleRequest, member_id: str) -> Response[str]:
    """Give a member another role. Their sessions end."""
    before = app.members.get(request.caller.org_id, member_id)
    wanted = read_form(RoleForm, {"role": request.sent("role")}).role
    try:
        member = change_member(
            member_id, role=wanted, by=request.caller, members=app.members, expected_version=None, now=request.now
        )
    except GreenroomError as error:
        return done(request, PATH, Message(error.message, kind="warn"))
    undo = Message(
        f"{member.name} is {member.role.value} now, and signs in again.",
        undo_action=f"{PATH}/{member_id}/role",
        undo_fields={"role": before.role.value},
    )
    return done(request, PATH, undo)


@page(f"{PATH}/<member_id>/remove", "POST", role=Role.ADMIN)
def remove(request: ConsoleRequest, member_id: str) -> Response[str]:
    """Remove a member. Their log entries keep their name."""
    member = app.members.get(request.caller.org_id, member_id)
    try:
        remove_member(member_id, by=request.caller, members=app.members, expected_version=None)
    except GreenroomError as error:
        return done(request, PATH, Message(error.message, kind="warn"))
    undo = {"email": member.email, "name": member.name, "role": member.role.value}
    return done(request, PATH, Message(f"{isolated(member.name)} is removed.", undo_action=PATH, undo_fields=undo))


def _page(
    request: ConsoleRequest, typed: dict[str, str] | None = None, problem: ValidationError | None = None
) -> Response[str]:
    listing = app.members.of_organisation(request.caller.org_id)
    found = app.members.page(listing, limit=MOST_SHOWN, position=None)
    return show(
        request,
        "members.html",
        status=400 if problem else 200,
        members=found.items,
        roles=ROLES,
        typed=typed or {},
        problems={detail.field: detail.message for detail in problem.details} if problem else {},
    )
