"""Access tokens, which only admins manage."""

from datetime import UTC, datetime, timedelta

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.organisations import roster_key, token_item
from greenroom.identifiers import new_id
from greenroom.models.organisation import AccessToken, Role
from greenroom.rules.tokens import token_hash
from greenroom.settings import settings
from local.gateway import Client
from tests.faults.index_lag import IndexLag
from tests.functional.recruiter_requests import done, made
from tests.world import Founder, Tenant


def test_a_new_token_is_shown_once_and_works(api: Client) -> None:
    issued = made(api, "/tokens", {"name": "ATS", "role": "recruiter"})

    listed = done(api, "GET", "/tokens")["items"]

    assert [token["name"] for token in listed] == ["first", "ATS"]
    assert issued["token"] not in str(listed)
    assert done(Client(issued["token"]), "GET", "/jobs")["items"] == []
    assert Client(issued["token"], {})("GET", "/tokens").code == "FORBIDDEN"


def test_a_revoked_token_stops_working_at_once(api: Client) -> None:
    issued = made(api, "/tokens", {"name": "ATS", "role": "recruiter"})

    assert api("DELETE", f"/tokens/{issued['token_id']}").status == 204
    assert api("DELETE", f"/tokens/{issued['token_id']}").status == 204

    assert Client(issued["token"])("GET", "/jobs").status == 401
    assert done(api, "GET", "/tokens")["items"][1]["revoked_at"] is not None


def test_the_last_admin_token_is_not_revoked(api: Client) -> None:
    made(api, "/tokens", {"name": "Reader", "role": "viewer"})
    [first, _] = done(api, "GET", "/tokens")["items"]

    refused = api("DELETE", f"/tokens/{first['token_id']}")

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    second = made(api, "/tokens", {"name": "Second", "role": "admin"})
    assert Client(second["token"])("DELETE", f"/tokens/{first['token_id']}").status == 204
    assert api("GET", "/tokens").status == 401


def test_a_token_that_expires_in_the_past_is_refused(api: Client) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()

    assert api("POST", "/tokens", {"name": "Old", "role": "viewer", "expires_at": yesterday}).code == "IN_THE_PAST"
    assert len(done(api, "GET", "/tokens")["items"]) == 1


def test_a_repeated_request_makes_one_token_and_never_stores_it(api: Client, cloud: Database) -> None:
    body = {"name": "ATS", "role": "recruiter"}
    key = {"Idempotency-Key": "make-a-token"}

    first = api("POST", "/tokens", body, headers=key)
    again = api("POST", "/tokens", body, headers=key)

    assert (first.status, again.status) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.json["token_id"], again.json["token"]) == (first.json["token_id"], None)
    for table in cloud.client.list_tables()["TableNames"]:
        assert first.json["token"] not in str(cloud.client.scan(TableName=table)["Items"])


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.VIEWER])
def test_only_an_admin_sees_or_makes_tokens(organisation: Tenant, role: Role) -> None:
    client = organisation.with_role(role)

    assert client("GET", "/tokens").status == 403
    assert client("POST", "/tokens", {"name": "Mine", "role": "admin"}).status == 403
    assert len(done(organisation.admin, "GET", "/tokens")["items"]) == 2


def test_another_organisations_token_is_not_found(api: Client, found: Founder) -> None:
    issued = made(api, "/tokens", {"name": "ATS", "role": "recruiter"})
    stranger = found("Other").admin

    assert stranger("DELETE", f"/tokens/{issued['token_id']}").json["error"] == "Token not found"
    assert done(Client(issued["token"]), "GET", "/jobs")["items"] == []


def revoked_tokens(organisation: Tenant, cloud: Database, how_many: int) -> None:
    """Make many revoked tokens, as rotations leave them."""
    now = datetime.now(UTC)
    for number in range(how_many):
        token = AccessToken(
            token_id=new_id("tok"),
            token_hash=token_hash(f"{organisation.org_id}{number}"),
            org_id=organisation.org_id,
            name=f"rotated {number}",
            role=Role.ADMIN,
            created_at=now,
            revoked_at=now,
        )
        cloud.put(settings().tables.organisations, token_item(token))


def test_after_many_rotations_tokens_are_listed_by_pages_and_a_leaked_one_is_revoked(
    organisation: Tenant, cloud: Database
) -> None:
    api = organisation.admin
    revoked_tokens(organisation, cloud, 130)
    leaked = made(api, "/tokens", {"name": "leaked", "role": "recruiter"})

    assert api("DELETE", f"/tokens/{leaked['token_id']}").status == 204
    assert Client(leaked["token"])("GET", "/jobs").status == 401

    names, page = [], done(api, "GET", "/tokens")
    assert len(page["items"]) == 100
    while True:
        names += [token["name"] for token in page["items"]]
        if page["next_cursor"] is None:
            break
        page = done(api, "GET", f"/tokens?cursor={page['next_cursor']}")
    assert sorted(names) == sorted(["first", "leaked", *(f"rotated {number}" for number in range(130))])


def test_a_token_made_a_second_ago_is_listed_and_revoked_while_the_index_does_not_have_it(
    organisation: Tenant, cloud: Database
) -> None:
    api = organisation.admin
    first = done(api, "GET", "/tokens")["items"][0]
    end = IndexLag(3600.0).over(cloud.client)
    try:
        admin = made(api, "/tokens", {"name": "rotated", "role": "admin"})
        leaked = made(api, "/tokens", {"name": "leaked", "role": "viewer"})
        assert [token["name"] for token in done(api, "GET", "/tokens")["items"]] == ["first", "rotated", "leaked"]
        assert api("DELETE", f"/tokens/{leaked['token_id']}").status == 204
        assert Client(leaked["token"])("GET", "/jobs").status == 401
        # Revoking the other admin works, because the newest token is known although no index lists it.
        assert Client(admin["token"])("DELETE", f"/tokens/{first['token_id']}").status == 204
        assert Client(admin["token"])("DELETE", f"/tokens/{admin['token_id']}").code == "INVALID_STATE"
    finally:
        end()


def test_tokens_of_an_organisation_without_a_roster_are_found_by_the_index(
    organisation: Tenant, cloud: Database
) -> None:
    api = organisation.admin
    token = made(api, "/tokens", {"name": "old", "role": "viewer"})
    cloud.delete(settings().tables.organisations, roster_key(organisation.org_id))
    assert api("DELETE", f"/tokens/{token['token_id']}").status == 204
    assert Client(token["token"])("GET", "/jobs").status == 401
    assert api("GET", "/jobs").status == 200
