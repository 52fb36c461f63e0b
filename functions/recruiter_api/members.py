"""Routes for the organisation's members. Only admins may call them."""

from functions.recruiter_api.app import api, app
from greenroom.api.answers import Reply
from greenroom.api.cursor import Cursors, ListAnswer, PageQuery
from greenroom.api.subjects.members import ChangeMember, InviteMember, MemberAnswer
from greenroom.models.organisation import Role
from greenroom.models.test_mode import is_test
from greenroom.usecases.members import change_member, invite_member, remove_member, send_invitation

TAG = "Members"


@api.post(
    "/api/v1/members",
    summary="Invite somebody to the console",
    tag=TAG,
    role=Role.ADMIN,
    status=201,
    other_statuses=(200,),
    errors=("BUSY",),
)
def post_member(request: InviteMember) -> Reply[MemberAnswer]:
    """201: the new member gets a sign-in link by e-mail. 200: the address belongs to a member, who is not changed."""
    member_id = api.new_id("mem")
    member = invite_member(
        request.email,
        request.name,
        request.role,
        org_id=api.caller.org_id,
        members=app.members,
        now=app.now(),
        member_id=member_id,
    )
    is_new = member.member_id == member_id
    if is_new and not is_test(member.org_id):
        send_invitation(member, queue=app.sign_in_queue, now=app.now())
    return Reply(MemberAnswer.of(member), 201 if is_new else 200)


@api.get("/api/v1/members", summary="List members, first invited first", tag=TAG, role=Role.ADMIN)
def get_members(query: PageQuery) -> ListAnswer[MemberAnswer]:
    """One page of the organisation's members."""
    cursors = Cursors("members", api.caller.org_id, query)
    page = app.members.page(
        app.members.of_organisation(api.caller.org_id), limit=query.limit, position=cursors.position("member_id")
    )
    return ListAnswer[MemberAnswer](
        items=[MemberAnswer.of(one) for one in page.items], next_cursor=cursors.after(page.next_position)
    )


@api.patch(
    "/api/v1/members/<member_id>",
    summary="Change a member's name or role",
    tag=TAG,
    role=Role.ADMIN,
    errors=("NOT_FOUND", "INVALID_STATE", "STALE_VERSION", "BUSY"),
)
def patch_member(member_id: str, request: ChangeMember) -> MemberAnswer:
    """The last admin's role cannot be changed."""
    member = change_member(
        member_id,
        name=request.name,
        role=request.role,
        by=api.caller,
        members=app.members,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return MemberAnswer.of(member)


@api.delete(
    "/api/v1/members/<member_id>",
    summary="Remove a member",
    tag=TAG,
    role=Role.ADMIN,
    status=204,
    errors=("NOT_FOUND", "INVALID_STATE", "STALE_VERSION", "BUSY"),
)
def delete_member(member_id: str) -> None:
    """Their sessions end at once. The last admin cannot be removed."""
    remove_member(member_id, by=api.caller, members=app.members, expected_version=api.expected_version)
