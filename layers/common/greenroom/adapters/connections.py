"""Organisations' accounts at providers: one secret each in Secrets Manager, and a table for the rest."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from greenroom.adapters.clients import client_of
from greenroom.adapters.dynamodb import UNANSWERED, Database, ItemUpdate
from greenroom.adapters.items import fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of
from greenroom.clock import sortable
from greenroom.errors import BusyError, ConditionsFailedError
from greenroom.models.interview import Provider
from greenroom.models.meeting import Connection, Connections
from greenroom.settings import Tables

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

SHAPE = Shape.of(("key",), Connections)
LOCK_LIVES = timedelta(seconds=30)
"""The time that the function that writes may take."""
QUICK = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})

type Credentials = Mapping[str, Any]


def secrets_client() -> "SecretsManagerClient":
    """A client of Secrets Manager."""
    client: SecretsManagerClient = client_of("secretsmanager", QUICK)
    return client


def connections_key(org_id: str) -> dict[str, str]:
    """The key of the facts about an organisation's accounts."""
    return {"key": f"ORG#{org_id}#PROVIDERS"}


class ConnectedProviders:
    """The connections of organisations to providers, without credentials."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.organisations

    def of(self, org_id: str) -> Connections:
        """An organisation's connections."""
        found = self._database.get(self._table, connections_key(org_id))
        return entity_of(Connections, found, self._table) if found else Connections(org_id=org_id)


class ConnectionStore(ConnectedProviders):
    """Writes credentials, and reads them for calls to a provider alone."""

    def __init__(self, database: Database, tables: Tables, client: "SecretsManagerClient", prefix: str) -> None:
        super().__init__(database, tables)
        self._client = client
        self._prefix = prefix
        self._kept: dict[str, tuple[int, dict[str, Any]]] = {}

    def credentials(self, known: Connections, provider: Provider) -> Credentials | None:
        """Credentials at a provider; read anew where they were changed since they were read last."""
        if provider not in known.connected:
            return None
        kept = self._kept.get(known.org_id)
        if kept is None or kept[0] != known.version:
            kept = (known.version, self._secret(known.org_id))
            self._kept[known.org_id] = kept
        found: Credentials | None = kept[1].get(provider)
        return found

    def connect(self, org_id: str, connection: Connection, credentials: Credentials, now: datetime) -> Connections:
        """Store an account over the one before it. Raises BusyError while another process writes."""
        known = self._locked(org_id, now)
        secret = {**self._secret(org_id), connection.provider.value: dict(credentials)}
        self._write(org_id, json.dumps(secret))
        return self._unlocked(known.changed(connected={**known.connected, connection.provider: connection}))

    def disconnect(self, org_id: str, provider: Provider, now: datetime) -> None:
        """Forget an account; with the last one the secret goes too. Raises BusyError while another process writes."""
        known = self._locked(org_id, now)
        secret = {name: value for name, value in self._secret(org_id).items() if name != provider}
        if secret:
            self._write(org_id, json.dumps(secret))
        else:
            self._delete(org_id)
        left = {name: one for name, one in known.connected.items() if name is not provider}
        self._unlocked(known.changed(connected=left))

    def remove_all(self, org_id: str) -> None:
        """Forget all credentials of an organisation that is deleted."""
        self._delete(org_id)

    def _locked(self, org_id: str, now: datetime) -> Connections:
        # Secrets Manager replaces without comparing: two writers at once would lose one of two accounts.
        until = sortable(now + LOCK_LIVES)
        free = "attribute_not_exists(#locked_until) OR #locked_until < :now"
        change = ItemUpdate(
            set={"locked_until": until, "org_id": org_id},
            add={"version": 1},
            condition=free,
            values={":now": sortable(now)},
        )
        try:
            item = self._database.update(self._table, connections_key(org_id), change)
        except ConditionsFailedError as refused:
            raise BusyError(
                "Somebody is changing this organisation's providers right now. Try again in a moment.",
                retry_after_seconds=2,
            ) from refused
        return entity_of(Connections, item, self._table)

    def _unlocked(self, known: Connections) -> Connections:
        after = known.changed(version=known.version + 1, locked_until=None)
        item = fields_of(after) | connections_key(known.org_id)
        try:
            self._database.replace(self._table, item, SHAPE, "#version = :locked", {":locked": known.version})
        except ConditionsFailedError as refused:
            if entity_of(Connections, refused.found["item"], self._table) != after:
                raise BusyError("Somebody changed this organisation's providers meanwhile. Repeat it.") from refused
        return after

    def _name(self, org_id: str) -> str:
        return f"{self._prefix}/{org_id}"

    def _secret(self, org_id: str) -> dict[str, Any]:
        try:
            found = self._asked("get_secret_value", SecretId=self._name(org_id))
        except ClientError as error:
            if _code(error) == "ResourceNotFoundException":
                return {}
            raise
        secret: dict[str, Any] = json.loads(found["SecretString"])
        return secret

    def _write(self, org_id: str, secret: str) -> None:
        try:
            self._asked("put_secret_value", SecretId=self._name(org_id), SecretString=secret)
        except ClientError as error:
            if _code(error) != "ResourceNotFoundException":
                raise
            self._asked("create_secret", Name=self._name(org_id), SecretString=secret)

    def _delete(self, org_id: str) -> None:
        try:
            self._asked("delete_secret", SecretId=self._name(org_id), ForceDeleteWithoutRecovery=True)
        except ClientError as error:
            if _code(error) != "ResourceNotFoundException":
                raise

    def _asked(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**arguments)
        except UNANSWERED as error:
            raise BusyError("The credentials could not be reached. Send the same request again.") from error
        return answer


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
