"""Routes for an organisation's accounts at meeting providers. Only admins may call them. Credentials can be written but
not read."""

from functions.meetings.app import api, app
from greenroom.api.subjects.providers import ConnectionTestAnswer, ConnectProvider, ProviderAnswer, ProvidersAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.providers import OUTSIDE, check_connection, connect, disconnect, named

TAG = "Providers"
ONE = "/api/v1/providers/<provider>"


@api.get("/api/v1/providers", summary="List providers of meetings", tag=TAG, role=Role.ADMIN)
def get_providers() -> ProvidersAnswer:
    """All providers, each with whether an account is connected."""
    org_id = api.caller.org_id
    connected = app.connections.of(org_id).connected
    return ProvidersAnswer(items=[ProviderAnswer.of(org_id, one, connected.get(one)) for one in OUTSIDE])


@api.put(ONE, summary="Connect an account", tag=TAG, role=Role.ADMIN, errors=("NOT_FOUND", "BUSY"))
def put_provider(provider: str, request: ConnectProvider) -> ProviderAnswer:
    """The account replaces the previous one. Its credentials can be written but not read."""
    chosen = named(provider)
    account, secret = request.account(chosen)
    made = connect(chosen, account, secret, by=api.caller, connections=app.connections, now=app.now())
    return ProviderAnswer.of(api.caller.org_id, chosen, made)


@api.delete(ONE, summary="Disconnect an account", tag=TAG, role=Role.ADMIN, status=204, errors=("NOT_FOUND", "BUSY"))
def delete_provider(provider: str) -> None:
    """The account's credentials are deleted. Existing meetings stay at the provider, and no more are made."""
    disconnect(named(provider), by=api.caller, connections=app.connections, now=app.now())


@api.post(
    f"{ONE}/test",
    summary="Test a connection",
    tag=TAG,
    role=Role.ADMIN,
    errors=("NOT_FOUND", "NOT_CONNECTED"),
)
def post_test(provider: str) -> ConnectionTestAnswer:
    """Test which scopes, delegations or hosts the account lacks. At Google an event is made and deleted."""
    return ConnectionTestAnswer.of(check_connection(named(provider), by=api.caller, account_of=app.accounts.of))
