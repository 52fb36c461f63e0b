"""Deliver events to endpoints at least once. After 24 hours of failures the endpoint is switched off, with an e-mail.

Each attempt is claimed by storing when the next one is due. A process may end at any point: a delivery without a stored
result is attempted again at that time.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import ConditionsFailedError, ContentionError
from greenroom.identifiers import new_id
from greenroom.models.usage import WorksFor, nobody_asks
from greenroom.models.webhook import (
    DisabledNotice,
    EndpointError,
    Target,
    Webhook,
    WebhookDelivery,
    WebhookDeliveryStatus,
)
from greenroom.rules.addresses import target_of
from greenroom.rules.webhooks import is_last_attempt, next_attempt, signature, signing_secret, signing_versions
from greenroom.usecases.announce import SWITCHED_OFF, NewDelivery

if TYPE_CHECKING:
    from greenroom.adapters.webhook_deliveries import DueWork, WebhookDeliveries
    from greenroom.adapters.webhooks import Webhooks

AT_ONCE = 16
MOST_FAILURES = 3
"""An endpoint that fails this often in one run is left for the next run, so that other endpoints do not wait for it."""


type Post = Callable[[Target, Mapping[str, str], str], int]
"""Sends headers and body to an endpoint and returns the status of its answer. Raises EndpointError."""


@dataclass
class Attempts:
    """The results of one run, and what it has read so far."""

    delivered: int = 0
    failed: int = 0
    switched_off: int = 0
    notices: int = 0
    is_finished: bool = True
    trouble: list[tuple[str, Exception]] = field(default_factory=list)
    endpoints: dict[tuple[str, str], Webhook | None] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    attempted: list[WebhookDelivery] = field(default_factory=list)
    """Each delivery after its attempt."""


def attempt_new(
    new: Iterable[NewDelivery],
    *,
    webhooks: "Webhooks",
    webhook_deliveries: "WebhookDeliveries",
    post: Post,
    webhook_secret: Callable[[], str],
    clock: Callable[[], datetime],
    has_time: Callable[[], bool],
    listed_hosts: Collection[str] = (),
) -> Attempts:
    """Make the first attempts of deliveries that were just claimed. Those without time are due in a minute."""
    run = _Run(webhooks, webhook_deliveries, post, webhook_secret, clock, has_time, listed_hosts)
    if deliveries := list(new):
        with ThreadPoolExecutor(min(AT_ONCE, len(deliveries))) as pool:
            list(pool.map(lambda one: run.guarded(one.delivery, lambda: run.first(one)), deliveries))
    return run.done


def attempt_due(
    *,
    webhooks: "Webhooks",
    webhook_deliveries: "WebhookDeliveries",
    post: Post,
    webhook_secret: Callable[[], str],
    send_notice: Callable[[DisabledNotice, datetime], bool],
    clock: Callable[[], datetime],
    has_time: Callable[[], bool],
    listed_hosts: Collection[str] = (),
    works_for: WorksFor = nobody_asks,
) -> Attempts:
    """Make all due attempts, longest waiting first, within the time.

    `works_for` is called with the interview of each delivery, for its costs.
    """
    run = _Run(webhooks, webhook_deliveries, post, webhook_secret, clock, has_time, listed_hosts)

    def due(work: "DueWork") -> None:
        if isinstance(work, DisabledNotice):
            run.done.notices += send_notice(work, clock())
            return
        works_for(work.org_id, work.event.interview_id)
        run.again(work)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for page in webhook_deliveries.due(clock()):
            if not has_time():
                run.done.is_finished = False
                break
            list(pool.map(lambda work: run.guarded(work, lambda: due(work)), page))
    return run.done


@dataclass(frozen=True)
class _Run:
    """The attempts of one call, several at a time."""

    webhooks: "Webhooks"
    webhook_deliveries: "WebhookDeliveries"
    post: Post
    webhook_secret: Callable[[], str]
    clock: Callable[[], datetime]
    has_time: Callable[[], bool]
    listed_hosts: Collection[str]
    done: Attempts = field(default_factory=Attempts)

    def guarded(self, work: "DueWork", act: Callable[[], None]) -> None:
        if not self.has_time():
            self.done.is_finished = False
            return
        try:
            act()
        except Exception as error:  # noqa: BLE001 (logged by the handler: one must not hold up the others)
            self.done.trouble.append((work.webhook_id, error))

    def first(self, new: NewDelivery) -> None:
        if self.done.failures[new.webhook.webhook_id] < MOST_FAILURES:
            self._attempt(new.delivery, new.webhook)

    def again(self, work: WebhookDelivery) -> None:
        webhook = self._endpoint(work)
        if webhook is None:
            self.webhook_deliveries.drop(work)
        elif not webhook.enabled:
            missed = work.changed(status=WebhookDeliveryStatus.MISSED, problem=SWITCHED_OFF, next_attempt_at=None)
            self.webhook_deliveries.store(missed, work.claim_id)
        elif self.done.failures[webhook.webhook_id] < MOST_FAILURES:
            now = self.clock()
            first = work.first_attempt_at or now
            claimed = work.changed(
                attempts=work.attempts + 1,
                claim_id=new_id("claim"),
                first_attempt_at=first,
                next_attempt_at=next_attempt(work.attempts + 1, first, now),
            )
            if self.webhook_deliveries.store(claimed, work.claim_id):
                self._attempt(claimed, webhook)

    def _endpoint(self, delivery: WebhookDelivery) -> Webhook | None:
        key = (delivery.org_id, delivery.webhook_id)
        if key not in self.done.endpoints:
            self.done.endpoints[key] = self.webhooks.find(*key)
        return self.done.endpoints[key]

    def _attempt(self, claimed: WebhookDelivery, webhook: Webhook) -> None:
        now = self.clock()
        status, problem = self._posted(claimed, webhook, now)
        noted = claimed.changed(last_attempt_at=now, response_status=status, problem=problem)
        self.done.attempted.append(noted)
        if problem is None:
            # Stored before the delivery is settled: if the process ends in between, the event is delivered twice, but
            # the endpoint gets no false failure.
            if webhook.failing_since is not None:
                self.webhooks.note_success(webhook)
            self.webhook_deliveries.store(
                noted.changed(status=WebhookDeliveryStatus.DELIVERED, delivered_at=now, next_attempt_at=None),
                claimed.claim_id,
            )
            self.done.delivered += 1
            return
        self.done.failed += 1
        self.done.failures[webhook.webhook_id] += 1
        if webhook.failing_since is None:
            self.webhooks.note_failure(webhook, now)
        noted = noted.changed(failing_since=claimed.failing_since or now)
        if is_last_attempt(claimed.first_attempt_at or now, now):
            self._give_up(noted, now)
        else:
            self.webhook_deliveries.store(noted, claimed.claim_id)

    def _posted(self, claimed: WebhookDelivery, webhook: Webhook, now: datetime) -> tuple[int | None, str | None]:
        webhook_secret, body = self.webhook_secret(), claimed.event.body
        secrets = [
            signing_secret(webhook_secret, webhook.org_id, webhook.webhook_id, version)
            for version in signing_versions(webhook, now)
        ]
        headers = {"Greenroom-Signature": signature(secrets, body, now), "Greenroom-Event-Id": claimed.event.event_id}
        if claimed.event.trace_id is not None:
            headers["Greenroom-Request-Id"] = claimed.event.trace_id
        try:
            status = self.post(target_of(webhook.url, self.listed_hosts), headers, body)
        except EndpointError as error:
            return None, error.reason
        except ValueError as error:
            return None, f"The endpoint's address {error}."
        if 200 <= status <= 299:
            return status, None
        redirected = " Redirects are not followed." if 300 <= status <= 399 else ""
        return status, f"The endpoint answered with status {status}.{redirected}"

    def _give_up(self, delivery: WebhookDelivery, now: datetime) -> None:
        """Settle a delivery as FAILED. Switch its endpoint off, unless another delivery succeeded in all this time."""
        webhook = self.webhooks.find(delivery.org_id, delivery.webhook_id)
        failing = webhook.failing_since if webhook is not None and webhook.enabled else None
        # Switched off first: a process that ends in between leaves the endpoint off and the delivery to be counted as
        # missed.
        if webhook is not None and failing is not None and failing <= (delivery.failing_since or now):
            self.done.switched_off += self._switch_off(webhook, failing, delivery.problem or "", now)
        self.webhook_deliveries.store(
            delivery.changed(status=WebhookDeliveryStatus.FAILED, next_attempt_at=None), delivery.claim_id
        )

    def _switch_off(self, webhook: Webhook, failing_since: datetime, problem: str, now: datetime) -> bool:
        write = self.webhook_deliveries.write()
        self.webhooks.switch_off(write, webhook, problem, now)
        notice = DisabledNotice(
            org_id=webhook.org_id,
            webhook_id=webhook.webhook_id,
            notice_id=new_id("ntc"),
            url=webhook.url,
            notify_email=webhook.notify_email,
            failing_since=failing_since,
            problem=problem,
            next_attempt_at=now,
            created_at=now,
        )
        self.webhook_deliveries.add_notice(write, notice)
        try:
            write.commit()
        except (ConditionsFailedError, ContentionError):
            # Another call changed the endpoint, switched it off, or delivered to it at this moment.
            return False
        return True
