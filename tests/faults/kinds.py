"""The faults that a call can meet."""

import json
import threading
from collections.abc import Callable
from typing import Any

from tests.faults.rules import Carrier, Fault, Reply

AMZ_JSON = "application/x-amz-json-1.0"
PREFIX = "com.amazonaws.dynamodb.v20120810#"
LONGEST_HOLD_SECONDS = 20.0


def refusal(status: int, code: str, message: str, **more: Any) -> Reply:
    """An error in DynamoDB's form."""
    body = json.dumps({"__type": f"{PREFIX}{code}", "message": message, **more}).encode()
    return Reply(status, (("Content-Type", AMZ_JSON), ("x-amzn-RequestId", "FAULT")), body)


def dropped_before() -> Fault:
    """The request never arrives; the client sees a closed connection."""
    return Fault("dropped before", lambda wire: wire.lose())


def dropped_after() -> Fault:
    """The cloud acts and its answer is lost. The client sees the same as if the request had not arrived."""

    def happens(wire: Carrier) -> Reply:
        wire.forward()
        return wire.lose()

    return Fault("dropped after", happens)


def duplicated() -> Fault:
    """The request arrives twice; the client sees the second answer."""

    def happens(wire: Carrier) -> Reply:
        wire.forward()
        return wire.forward()

    return Fault("duplicated", happens)


def delayed(seconds: float, *, after: bool = False) -> Fault:
    """The request, or with `after` its answer, takes this much longer."""

    def happens(wire: Carrier) -> Reply:
        pause = threading.Event()
        if not after:
            pause.wait(seconds)
        reply = wire.forward()
        if after:
            pause.wait(seconds)
        return reply

    return Fault("delayed", happens)


def held(arrived: threading.Event, released: threading.Event) -> Fault:
    """Stops before the cloud acts, sets `arrived`, and continues at `released`, so that races need no luck."""

    def happens(wire: Carrier) -> Reply:
        arrived.set()
        released.wait(LONGEST_HOLD_SECONDS)
        return wire.forward()

    return Fault("held", happens)


def meanwhile(act: Callable[[], object], *, after: bool = False) -> Fault:
    """Something else happens just before (or, with `after`, just after) the cloud acts."""

    def happens(wire: Carrier) -> Reply:
        if not after:
            act()
        reply = wire.forward()
        if after:
            act()
        return reply

    return Fault("meanwhile", happens)


def torn(act: Callable[[], object], first: Callable[[str], bool]) -> Fault:
    """A BatchGetItem whose tables chosen by `first` are read before something happens, and the rest after it.

    DynamoDB promises no more: each item of a batch is read by itself.
    """

    def happens(wire: Carrier) -> Reply:
        request = wire.call.json
        early = {table: keys for table, keys in request["RequestItems"].items() if first(table)}
        late = {table: keys for table, keys in request["RequestItems"].items() if not first(table)}
        before = json.loads(wire.forward(json.dumps({**request, "RequestItems": early}).encode()).body)
        act()
        reply = wire.forward(json.dumps({**request, "RequestItems": late}).encode())
        after = json.loads(reply.body)
        whole = {"Responses": before["Responses"] | after["Responses"], "UnprocessedKeys": {}}
        return Reply(reply.status, (("Content-Type", AMZ_JSON),), json.dumps(whole).encode())

    return Fault("torn", happens)


def answered(reply: Reply, *, after: bool = False) -> Fault:
    """This answer in place of the cloud's; with `after`, the cloud has acted nevertheless."""

    def happens(wire: Carrier) -> Reply:
        if after:
            wire.forward()
        return reply

    return Fault(f"answered {reply.status}{' after' if after else ''}", happens)


def throttled(code: str = "ThrottlingException") -> Fault:
    """DynamoDB asks for a pause; also ProvisionedThroughputExceededException, RequestLimitExceeded."""
    return Fault(code, lambda _: refusal(400, code, "Rate exceeded"))


def broken(*, after: bool = False) -> Fault:
    """A 500 of the cloud; with `after`, one that has acted, as DynamoDB says a 500 may have."""
    return answered(refusal(500, "InternalServerError", "The request processing has failed."), after=after)


def in_conflict() -> Fault:
    """The transaction meets another one on its first item; nothing is written."""
    return _cancelled("TransactionConflict", "Transaction is ongoing for the item")


def throttled_transaction() -> Fault:
    """The transaction is cancelled because its first item's partition is too busy."""
    return _cancelled("ThrottlingError", "Throughput exceeds the current throughput limit")


def in_progress() -> Fault:
    """An earlier request with the same token is not done yet."""
    code = "TransactionInProgressException"
    return Fault(code, lambda _: refusal(400, code, "The transaction with the given request token is in progress."))


def unprocessed() -> Fault:
    """A BatchGetItem that reads nothing and says so."""

    def happens(wire: Carrier) -> Reply:
        whole = {"Responses": {}, "UnprocessedKeys": wire.call.json["RequestItems"]}
        return Reply(200, (("Content-Type", AMZ_JSON),), json.dumps(whole).encode())

    return Fault("unprocessed", happens)


def _cancelled(code: str, message: str) -> Fault:
    def happens(wire: Carrier) -> Reply:
        rest = [{"Code": "None"} for _ in wire.call.json["TransactItems"][1:]]
        reasons = [{"Code": code, "Message": message}, *rest]
        listed = ", ".join(reason["Code"] for reason in reasons)
        sentence = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{listed}]"
        return refusal(400, "TransactionCanceledException", sentence, CancellationReasons=reasons, Message=sentence)

    return Fault(code, happens)
