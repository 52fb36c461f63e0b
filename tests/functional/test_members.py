"""Members by the API: an admin invites, changes and removes; an address is a member once; the last admin stays."""

import pytest

from greenroom.models.organisation import Role
from local.gateway import Client
from tests.functional.own_list import SignInMailbox
from tests.world import Founder, Tenant


def invite(api: Client, email: str = "meera@acme.example.com", **fields: object) -> dict[str, object]:
    answer = api("POST", "/members", {"email": email, **fields})
    assert answer.status == 201, answer.text
    member: dict[str, object] = answer.json
    return member


def test_an_invited_member_is_listed_and_gets_a_sign_in_link(mailbox: SignInMailbox, api: Client) -> None:
    member = invite(api, role="viewer")
    assert (member["name"], member["role"], member["status"]) == ("meera", "viewer", "INVITED")
    assert [one["member_id"] for one in api("GET", "/members").json["items"]] == [member["member_id"]]
    mailbox.deliver()
    assert [to for to, _ in mailbox.mails()] == ["meera@acme.example.com"]


def test_an_address_that_is_a_member_already_stays_as_it_is(mailbox: SignInMailbox, api: Client) -> None:
    member = invite(api, role="admin")
    mailbox.waiting()
    again = api("POST", "/members", {"email": "Meera@acme.example.com", "role": "viewer"})
    assert (again.status, again.json["member_id"], again.json["role"]) == (200, member["member_id"], "admin")
    assert mailbox.waiting() == [], "nothing is sent twice"


def test_a_member_is_changed_under_its_version(mailbox: SignInMailbox, api: Client) -> None:
    member = invite(api)
    path = f"/members/{member['member_id']}"
    changed = api("PATCH", path, {"name": "Meera Iyer"}, headers={"If-Match": "1"})
    assert (changed.status, changed.json["name"], changed.json["version"]) == (200, "Meera Iyer", 2)
    assert api("PATCH", path, {"name": "M"}, headers={"If-Match": "1"}).code == "STALE_VERSION"


def test_the_last_admin_can_neither_be_removed_nor_made_something_else(mailbox: SignInMailbox, api: Client) -> None:
    first = invite(api, role="admin")
    path = f"/members/{first['member_id']}"
    assert api("DELETE", path).code == "INVALID_STATE"
    assert api("PATCH", path, {"role": "viewer"}).code == "INVALID_STATE"
    invite(api, "ben@acme.example.com", role="admin")
    assert api("DELETE", path).status == 204
    assert api("DELETE", path).status == 404


def test_members_are_an_admins_business_and_an_organisations_own(
    mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    member = invite(organisation.admin)
    for role in (Role.RECRUITER, Role.VIEWER):
        client = organisation.with_role(role)
        assert {client("GET", "/members").status, client("POST", "/members", {"email": "a@b.example"}).status} == {403}
    stranger = found("Beta").admin
    assert stranger("PATCH", f"/members/{member['member_id']}", {"name": "X"}).status == 404
    assert stranger("DELETE", f"/members/{member['member_id']}").status == 404


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "email"), ({"email": "nobody"}, "email"), ({"email": "a@b.example", "role": "boss"}, "role")],
)
def test_a_wrong_invitation_says_what_is_wrong(api: Client, sent: dict[str, object], field: str) -> None:
    answer = api("POST", "/members", sent)
    assert (answer.status, answer.json["details"][0]["field"]) == (400, field)
