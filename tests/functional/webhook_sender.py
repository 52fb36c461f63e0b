"""Webhook endpoints for tests with set answers, and a sender whose process may die."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode
from greenroom.adapters.organisations import Organisations
from greenroom.adapters.webhook_deliveries import WebhookDeliveries
from greenroom.adapters.webhooks import Webhooks
from greenroom.clock import utc_now
from greenroom.models.webhook import DisabledNotice, Target
from greenroom.rules.webhooks import events_in
from greenroom.settings import settings
from greenroom.usecases.announce import announce
from greenroom.usecases.notices import send_disabled_notice
from greenroom.usecases.webhook_sender import Attempts, attempt_due, attempt_new
from tests.faults.counting_mailer import CountingMailer, Lifetime, ProcessDiedError

SECRET = "secret-of-the-links"
URL = "https://hooks.example.com/greenroom"


@dataclass(frozen=True)
class Posted:
    """One request that an endpoint got."""

    target: Target
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Whether the signature is valid, checked as a receiver does."""
        parts = [part.partition("=") for part in self.headers["Greenroom-Signature"].split(",")]
        moment = next(value for name, _, value in parts if name == "t")
        made = hmac.new(secret.encode(), f"{moment}.{self.body}".encode(), hashlib.sha256).hexdigest()
        return any(name == "v1" and hmac.compare_digest(value, made) for name, _, value in parts)


@dataclass
class Endpoint:
    """All endpoints of a test. They answer with `answer()`, which returns a status or raises an error."""

    life: Lifetime = field(default_factory=Lifetime)
    answer: Callable[[], int | Exception] = lambda: 200
    posted: list[Posted] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, target: Target, headers: Mapping[str, str], body: str) -> int:
        self.life.step()
        answer = self.answer()
        with self._lock:
            self.posted.append(Posted(target, headers, body))
        if isinstance(answer, Exception):
            raise answer
        return answer


def a_fresh_webhook_sender(database: Database) -> "WebhookSender":
    """A sender with emptied tables, because the tests of a module share them."""
    tables = settings().tables
    for table, keys in (
        (tables.logs, ("interview_key", "entry_key")),
        (tables.webhook_deliveries, ("endpoint_key", "delivery_id")),
    ):
        for item in database.client.scan(TableName=table)["Items"]:
            database.client.delete_item(TableName=table, Key={key: item[key] for key in keys})
    return WebhookSender(database)


@dataclass
class WebhookSender:
    """The function with the test's tables and clock."""

    database: Database
    endpoint: Endpoint = field(default_factory=Endpoint)
    mailer: CountingMailer = field(default_factory=CountingMailer)
    now: datetime = field(default_factory=utc_now)

    @property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.database, settings().tables)

    @property
    def webhook_deliveries(self) -> WebhookDeliveries:
        return WebhookDeliveries(self.database, settings().tables)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def log_items(self) -> list[dict[str, Any]]:
        """The log's items as in its stream."""
        items = self.database.client.scan(TableName=settings().tables.logs)["Items"]
        return sorted(map(decode, items), key=lambda item: str(item["entry_key"]))

    def follow_log(self) -> Attempts:
        """Deliver the whole stream (again), with first attempts."""
        events = [event for item in self.log_items() for event in events_in(item)]
        new = announce(events, webhooks=self.webhooks, webhook_deliveries=self.webhook_deliveries, now=self.now)
        return attempt_new(list(new), **self.means)

    def attempt_due(self) -> Attempts:
        done = attempt_due(send_notice=self.send_notice, **self.means)
        assert done.trouble == []
        return done

    @property
    def means(self) -> dict[str, Any]:
        return {
            "webhooks": self.webhooks,
            "webhook_deliveries": self.webhook_deliveries,
            "post": self.endpoint.post,
            "webhook_secret": lambda: SECRET,
            "clock": lambda: self.now,
            "has_time": lambda: True,
        }

    def send_notice(self, notice: DisabledNotice, now: datetime) -> bool:
        return send_disabled_notice(
            notice,
            webhook_deliveries=self.webhook_deliveries,
            organisations=Organisations(self.database, settings().tables),
            mailer=self.mailer,
            now=now,
        )

    @contextmanager
    def dying_after(self, calls: int) -> Iterator[None]:
        """A process that dies after this number of calls to database, endpoints and mailer."""
        life = Lifetime(calls)
        before = self.endpoint.life, self.mailer.life
        self.endpoint.life = self.mailer.life = life

        def step(**_call: Any) -> None:
            life.step()

        events = self.database.client.meta.events
        events.register("before-call.dynamodb", step, unique_id="mortal")
        try:
            with suppress(ProcessDiedError):
                yield
        finally:
            events.unregister("before-call.dynamodb", step, unique_id="mortal")
            self.endpoint.life, self.mailer.life = before
