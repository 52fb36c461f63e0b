"""A process that makes so many calls, to the database and to a provider together, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.providers.json_api import JsonAnswer, JsonApi
from greenroom.usecases.arrange_meeting import MeetingProvider
from tests.faults.counting_mailer import Lifetime

real_call = JsonApi.call


@contextmanager
def mortal(database: Database, _provider: MeetingProvider, life: Lifetime) -> Iterator[None]:
    """Until the end of the block. A provider's call counts twice: the process dies before it, or with its answer."""

    def step(**_call: Any) -> None:
        life.step()

    def call(api: JsonApi, *arguments: Any, **named: Any) -> JsonAnswer:
        life.step()
        answer = real_call(api, *arguments, **named)
        life.step()
        return answer

    events = database.client.meta.events
    events.register("before-call.dynamodb", step, unique_id="mortal")
    events.register("after-call.dynamodb", step, unique_id="mortal-after")
    try:
        with patch.object(JsonApi, "call", call):
            yield
    finally:
        events.unregister("before-call.dynamodb", unique_id="mortal")
        events.unregister("after-call.dynamodb", unique_id="mortal-after")
