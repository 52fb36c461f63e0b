"""Deliver events to endpoints: at least once, tried for 24 hours, then the endpoint is switched off and somebody told.

Each attempt is claimed by writing when the next one is due. So a process may die anywhere: what it did not note is done
again when that time has come, and nothing waits for ever.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from greenroom.errors import ConditionsFailedError, ContentionError
from greenroom.identifiers import new_id
from greenroom.models.usage import WorksFor, nobody_asks
from greenroom.models.webhook import (
    DisabledNotice,
    EndpointError,
    Handover,
    HandoverStatus,
    Target,
    Webhook,
)
from greenroom.rules.addresses import target_of
from greenroom.rules.webhooks import is_last_attempt, next_attempt, signature, signing_secret, signing_versions
from greenroom.usecases.announce import SWITCHED_OFF, Ready
from greenroom.usecases.notices import NoticeDesk

if TYPE_CHECKING:
    from greenroom.adapters.handovers import DueWork, Handovers
    from greenroom.adapters.webhooks import Webhooks

AT_ONCE = 16
FAILURES_A_ROUND = 3
"""After so many failures in one round an endpoint is left alone until the next, so that it keeps nobody waiting."""


class Poster(Protocol):
    """What speaks to endpoints."""

    def post(self, target: Target, headers: Mapping[str, str], body: str) -> int:
        """The status of the answer. Raises EndpointError."""


@dataclass
class Round:
    """What one round did, and what it knows meanwhile."""

    delivered: int = 0
    failed: int = 0
    switched_off: int = 0
    notices: int = 0
    is_finished: bool = True
    trouble: list[tuple[str, Exception]] = field(default_factory=list)
    endpoints: dict[tuple[str, str], Webhook | None] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Courier:
    """Makes attempts, many at once."""

    webhooks: "Webhooks"
    handovers: "Handovers"
    poster: Poster
    stack_secret: Callable[[], str]
    notice_desk: Callable[[], NoticeDesk]
    """Made only where a notice is due: most rounds send no mail."""
    clock: Callable[[], datetime]
    has_time: Callable[[], bool]
    works_for: WorksFor = nobody_asks
    """Told of the interview of each delivery that is due again."""

    def hand_over(self, ready: Iterable[Ready]) -> Round:
        """The first attempts, just claimed. What there is no time for is due in a minute."""
        done, all_of_it = Round(), list(ready)
        if all_of_it:
            with ThreadPoolExecutor(min(AT_ONCE, len(all_of_it))) as pool:
                list(pool.map(lambda one: self._guarded(one.handover, done, lambda: self._first(one, done)), all_of_it))
        return done

    def take_round(self) -> Round:
        """All that is due, longest waiting first, as far as the time goes."""
        done = Round()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for page in self.handovers.due(self.clock()):
                if not self.has_time():
                    done.is_finished = False
                    break
                list(pool.map(lambda work: self._guarded(work, done, lambda: self._due(work, done)), page))
        return done

    def _guarded(self, work: "DueWork", done: Round, act: Callable[[], None]) -> None:
        if not self.has_time():
            done.is_finished = False
            return
        try:
            act()
        except Exception as error:  # noqa: BLE001 (one that fails must not keep the others from their delivery)
            done.trouble.append((work.webhook_id, error))

    def _first(self, ready: Ready, done: Round) -> None:
        if done.failures[ready.webhook.webhook_id] < FAILURES_A_ROUND:
            self._attempt(ready.handover, ready.webhook, done)

    def _due(self, work: "DueWork", done: Round) -> None:
        if isinstance(work, DisabledNotice):
            done.notices += self.notice_desk().send(work, self.clock())
            return
        self.works_for(work.org_id, work.event.interview_id)
        webhook = self._endpoint(work, done)
        if webhook is None:
            self.handovers.drop(work)
        elif not webhook.enabled:
            missed = work.changed(status=HandoverStatus.MISSED, problem=SWITCHED_OFF, next_attempt_at=None)
            self.handovers.store(missed, work.claim_id)
        elif done.failures[webhook.webhook_id] < FAILURES_A_ROUND:
            now = self.clock()
            first = work.first_attempt_at or now
            claimed = work.changed(
                attempts=work.attempts + 1,
                claim_id=new_id("claim"),
                first_attempt_at=first,
                next_attempt_at=next_attempt(work.attempts + 1, first, now),
            )
            if self.handovers.store(claimed, work.claim_id):
                self._attempt(claimed, webhook, done)

    def _endpoint(self, handover: Handover, done: Round) -> Webhook | None:
        key = (handover.org_id, handover.webhook_id)
        if key not in done.endpoints:
            done.endpoints[key] = self.webhooks.find(*key)
        return done.endpoints[key]

    def _attempt(self, claimed: Handover, webhook: Webhook, done: Round) -> None:
        now = self.clock()
        status, problem = self._posted(claimed, webhook, now)
        noted = claimed.changed(last_attempt_at=now, response_status=status, problem=problem)
        if problem is None:
            # Before the delivery is settled: whoever dies in between delivers twice, and accuses nobody.
            if webhook.failing_since is not None:
                self.webhooks.note_success(webhook)
            self.handovers.store(
                noted.changed(status=HandoverStatus.DELIVERED, delivered_at=now, next_attempt_at=None), claimed.claim_id
            )
            done.delivered += 1
            return
        done.failed += 1
        done.failures[webhook.webhook_id] += 1
        if webhook.failing_since is None:
            self.webhooks.note_failure(webhook, now)
        noted = noted.changed(failing_since=claimed.failing_since or now)
        if is_last_attempt(claimed.first_attempt_at or now, now):
            self._give_up(noted, done, now)
        else:
            self.handovers.store(noted, claimed.claim_id)

    def _posted(self, claimed: Handover, webhook: Webhook, now: datetime) -> tuple[int | None, str | None]:
        stack_secret, body = self.stack_secret(), claimed.event.body
        secrets = [
            signing_secret(stack_secret, webhook.org_id, webhook.webhook_id, version)
            for version in signing_versions(webhook, now)
        ]
        headers = {"Greenroom-Signature": signature(secrets, body, now), "Greenroom-Event-Id": claimed.event.event_id}
        try:
            status = self.poster.post(target_of(webhook.url), headers, body)
        except EndpointError as error:
            return None, error.reason
        if 200 <= status <= 299:
            return status, None
        redirected = " Redirects are not followed." if 300 <= status <= 399 else ""
        return status, f"The endpoint answered with status {status}.{redirected}"

    def _give_up(self, handover: Handover, done: Round, now: datetime) -> None:
        """The end of a delivery; and of its endpoint's, unless that took something else in all this time."""
        webhook = self.webhooks.find(handover.org_id, handover.webhook_id)
        failing = webhook.failing_since if webhook is not None and webhook.enabled else None
        # Switched off first: whoever dies in between finds the endpoint off, and the delivery counts as missed.
        if webhook is not None and failing is not None and failing <= (handover.failing_since or now):
            done.switched_off += self._switch_off(webhook, failing, handover.problem or "", now)
        self.handovers.store(handover.changed(status=HandoverStatus.FAILED, next_attempt_at=None), handover.claim_id)

    def _switch_off(self, webhook: Webhook, failing_since: datetime, problem: str, now: datetime) -> bool:
        write = self.handovers.write()
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
        self.handovers.add_notice(write, notice)
        try:
            write.commit()
        except (ConditionsFailedError, ContentionError):
            # It was changed, switched off by another delivery's end, or took something at this moment.
            return False
        return True
