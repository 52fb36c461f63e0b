"""`Idempotency-Key`: a repeated request gets the stored answer again; another request with the same key is refused."""

import hashlib
import json
from collections.abc import Callable, Mapping
from copy import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.unreadable import value_in
from greenroom.api.answers import NO_HEADERS
from greenroom.errors import BusyError, ConditionsFailedError, IdempotencyMismatchError, ValidationError
from greenroom.identifiers import new_id

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig
    from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

    from greenroom.application import Application
    from greenroom.usecases.links import LinkMaker

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255
KEY_STOOD_HERE, ROOM_STOOD_HERE, CANDIDATES_ROOM_STOOD_HERE = "\x1a", "\x1c", "\x1d"
"""Placeholders for keys in stored answers: SUBSTITUTE and two separators. JSON escapes these characters, so no text of
an answer can be mistaken for one."""


class Stored(NamedTuple):
    """An answer with all that is needed to store it and to send it again."""

    status: int
    body: str | None
    headers: Mapping[str, str] = NO_HEADERS
    behind: tuple[str, int] | None = None
    """Session and booking version from which the link in the answer is derived. Links are never stored, so that a
    stolen table opens none."""
    room: tuple[str, str, tuple[str, str] | None] | None = None
    """Organisation id, interview id, and the room ids in the answer, which are never stored either."""

    def without_keys(self, links: "LinkMaker") -> "Stored":
        """The answer with placeholders in place of its keys, as it is stored."""
        body = self.body or ""
        for stood_here, key in self._keys(links).items():
            body = body.replace(key, stood_here)
        room = (*self.room[:2], None) if self.room else None
        return replace(self, body=body if self.body is not None else None, room=room)

    def with_keys(self, links: "LinkMaker", room_ids_of: Callable[[str, str], tuple[str, str] | None]) -> "Stored":
        """The stored answer with its keys. If the interview got other room ids since, the answer has these."""
        if self.body is None:
            return self
        body, room = self.body, self.room and (*self.room[:2], room_ids_of(*self.room[:2]))
        for stood_here, key in replace(self, room=room)._keys(links).items():
            body = body.replace(stood_here, key)
        return replace(self, body=body)

    def _keys(self, links: "LinkMaker") -> dict[str, str]:
        """The keys in the answer, by their placeholders."""
        keys = {KEY_STOOD_HERE: links.key_of(*self.behind)} if self.behind else {}
        if self.room and self.room[2]:
            keys |= zip((ROOM_STOOD_HERE, CANDIDATES_ROOM_STOOD_HERE), self.room[2], strict=True)
        return keys


class Repeatable(NamedTuple):
    """A request with an `Idempotency-Key`."""

    key: str
    org_id: str
    digest: str
    """The hash of method, path and body, by which another request with the same key is recognised."""

    @classmethod
    def of(cls, key: str, org_id: str, request: Mapping[str, str]) -> Self:
        """Make it from the header's key. Raises ValidationError for a key that is empty or too long."""
        if not 1 <= len(key) <= LONGEST_KEY:
            raise ValidationError(f"Idempotency-Key takes 1 to {LONGEST_KEY} characters.")
        return cls(key, org_id, hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest())


class Repetitions:
    """Stores the answers to requests with an `Idempotency-Key`, and replays them."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def id_made_for(self, request: Repeatable, prefix: str) -> str:
        """The id of the record that a request makes: a repetition of the request gets the same id.

        The id is stored before the record is made. If the process dies after making the record and before storing the
        answer, the repetition uses the same id and finds the record.
        """
        made_id, now = new_id(prefix), int(self._app.clock().timestamp())
        digest = hashlib.sha256(f"{request.org_id}#{request.key}#{request.digest}".encode()).hexdigest()
        item = {"id": f"made#{prefix}#{digest}", "made_id": made_id, "expiration": now + KEPT_SECONDS + 3600}
        is_first = "attribute_not_exists(#id) OR #expiration < :now"
        try:
            self._app.database.put(self._app.settings.tables.idempotency, item, is_first, {":now": now})
        except ConditionsFailedError as refused:
            return str(value_in(refused.found["item"], "made_id", self._app.settings.tables.idempotency))
        return made_id

    def answer_once(
        self,
        request: Repeatable,
        *,
        perform: Callable[[], Stored],
        context: LambdaContext,
        kept: Callable[[Stored], Stored] = lambda answer: answer,
    ) -> Stored:
        """Perform a request once per organisation and key; answer repetitions from the store with
        `Idempotency-Replayed`.

        A refusal is not stored: the caller may correct the request and send it with the same key. `kept` removes
        the fields of an answer that must not be stored. Raises IdempotencyMismatchError for another request with the
        same key, and BusyError while the first request is still in progress.
        """
        # Imported here, because the import takes 60 ms and most requests have no key.
        from aws_lambda_powertools.utilities.idempotency import exceptions, idempotent_function  # noqa: PLC0415

        self._config.register_lambda_context(context)
        fresh: list[Stored] = []

        def performed(*, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 (Powertools reads it by name)
            fresh.append(perform())
            return kept(fresh[0]).without_keys(self._app.links)._asdict()

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
        return fresh[0] if fresh else Stored(**stored).with_keys(self._app.links, self._room_ids_of)

    def _room_ids_of(self, org_id: str, interview_id: str) -> tuple[str, str] | None:
        return self._app.links.room_ids(self._app.schedule.interview(org_id, interview_id))

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
