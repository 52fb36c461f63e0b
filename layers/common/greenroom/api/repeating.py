"""`Idempotency-Key`: the same key and request get the stored answer again, another request under the key a refusal."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.errors import BusyError, ConditionsFailedError, IdempotencyMismatchError, ValidationError
from greenroom.identifiers import new_id

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig
    from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

    from greenroom.application import Application

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255
KEY_STOOD_HERE = "\x1a"
"""SUBSTITUTE: JSON never holds it as it is, so nothing that somebody wrote can be taken for it."""


@dataclass(frozen=True)
class Stored:
    """An answer in the form in which it is kept."""

    status: int
    body: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    behind: tuple[str, int] | None = None
    """Session and booking version of the link in it. A link is derived, never stored: a stolen table opens none."""

    def without_key(self, key_of: Callable[[str, int], str]) -> Self:
        """As it is kept."""
        return self._exchanged(key_of, lambda body, key: body.replace(key, KEY_STOOD_HERE))

    def with_key(self, key_of: Callable[[str, int], str]) -> Self:
        """As it was answered."""
        return self._exchanged(key_of, lambda body, key: body.replace(KEY_STOOD_HERE, key))

    def _exchanged(self, key_of: Callable[[str, int], str], exchange: Callable[[str, str], str]) -> Self:
        if self.behind is None or self.body is None:
            return self
        return replace(self, body=exchange(self.body, key_of(*self.behind)))


@dataclass(frozen=True)
class Repeatable:
    """A request under an `Idempotency-Key`."""

    key: str
    org_id: str
    digest: str
    """Of method, path and body: another request under the same key is told apart by it."""

    @classmethod
    def of(cls, key: str, org_id: str, request: Mapping[str, str]) -> Self:
        """Raises ValidationError for a key that is empty or too long."""
        if not 1 <= len(key) <= LONGEST_KEY:
            raise ValidationError(f"Idempotency-Key takes 1 to {LONGEST_KEY} characters.")
        return cls(key, org_id, hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest())


class Repetitions:
    """Requests that came before, and what they were answered."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def id_made_for(self, request: Repeatable, prefix: str) -> str:
        """The id of what a request makes: the same each time the request comes.

        Kept before anything is made. Where the process dies between making it and keeping the answer, the repetition
        makes it under the same id, and so finds it made.
        """
        made_id, now = new_id(prefix), int(self._app.now().timestamp())
        digest = hashlib.sha256(f"{request.org_id}#{request.key}#{request.digest}".encode()).hexdigest()
        item = {"id": f"made#{prefix}#{digest}", "made_id": made_id, "expiration": now + KEPT_SECONDS + 3600}
        is_first = "attribute_not_exists(#id) OR #expiration < :now"
        try:
            self._app.database.put(self._app.settings.tables.idempotency, item, is_first, {":now": now})
        except ConditionsFailedError as refused:
            return str(refused.found["item"]["made_id"])
        return made_id

    def answer_once(
        self,
        request: Repeatable,
        *,
        perform: Callable[[], Stored],
        context: LambdaContext,
        kept: Callable[[Stored], Stored] = lambda answer: answer,
    ) -> Stored:
        """Perform a request once per key and organisation; after that replay its answer with `Idempotency-Replayed`.

        A refusal is not kept: the caller may mend what was wrong and send the same key again. `kept` takes out of an
        answer what must not be stored. Raises IdempotencyMismatchError, or BusyError while the first request with this
        key is still at work.
        """
        # Imported here, because most requests come without a key and it costs 60 ms.
        from aws_lambda_powertools.utilities.idempotency import exceptions, idempotent_function  # noqa: PLC0415

        self._config.register_lambda_context(context)
        fresh: list[Stored] = []

        def performed(*, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 (Powertools reads it by name)
            fresh.append(perform())
            return asdict(kept(fresh[0]).without_key(self._key_of))

        once = idempotent_function(
            performed,
            data_keyword_argument="asked",
            persistence_store=self._store,
            config=self._config,
            key_prefix="answer",
        )
        try:
            stored = once(asked={"key": f"{request.org_id}#{request.key}", "request": request.digest})
        except exceptions.IdempotencyValidationError as error:
            raise IdempotencyMismatchError from error
        except exceptions.IdempotencyAlreadyInProgressError as error:
            raise BusyError(
                "The first request with this Idempotency-Key is still at work. Try again in a moment."
            ) from error
        except exceptions.IdempotencyPersistenceLayerError as error:
            raise BusyError from error
        return fresh[0] if fresh else Stored(**stored).with_key(self._key_of)

    def _key_of(self, session_id: str, version: int) -> str:
        return self._app.links.key_of(session_id, version)

    @property
    def _store(self) -> "DynamoDBPersistenceLayer":
        from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer  # noqa: PLC0415

        table = self._app.settings.tables.idempotency
        return DynamoDBPersistenceLayer(table_name=table, boto3_client=self._app.database.client)

    @cached_property
    def _config(self) -> "IdempotencyConfig":
        from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig  # noqa: PLC0415

        return IdempotencyConfig(
            event_key_jmespath="key",
            payload_validation_jmespath="request",
            expires_after_seconds=KEPT_SECONDS,
            raise_on_no_idempotency_key=True,
            hash_function="sha256",
            response_hook=_mark_replayed,
        )


def _mark_replayed(response: Any, idempotent_data: "DataRecord") -> Any:  # noqa: ARG001 (the hook's signature)
    return response | {"headers": {**response["headers"], "Idempotency-Replayed": "true"}}
