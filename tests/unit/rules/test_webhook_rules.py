"""The events of webhooks, their signature, and the times of retries."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

from greenroom.adapters.schedule_items import log_item
from greenroom.models.audit import Action, LogEntry
from greenroom.models.webhook import SENT_BY_DEFAULT, OldSecret, Webhook, WebhookEvent
from greenroom.rules.candidate_events import CANDIDATE, RESUME, SCORE
from greenroom.rules.webhooks import (
    EVENT_OF_ACTION,
    events_in,
    is_last_attempt,
    is_wanted,
    next_attempt,
    signature,
    signing_secret,
    signing_versions,
)
from tests.builders import NOON, ORG


def an_entry(action: Action, **fields: Any) -> LogEntry:
    return LogEntry(org_id=ORG, interview_id="int_1", at=NOON, action=action, actor="token:Meera", **fields)


def a_webhook(**fields: Any) -> Webhook:
    usual: dict[str, Any] = {
        "org_id": ORG,
        "webhook_id": "whk_1",
        "url": "https://hooks.example.com/",
        "events": SENT_BY_DEFAULT,
        "notify_email": "ops@example.com",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Webhook(**usual | fields)


def test_every_event_of_the_contract_comes_from_an_action_or_a_moment_of_a_candidates_items() -> None:
    of_candidates = {told.kind for told in (CANDIDATE, RESUME, SCORE)}
    assert {*EVENT_OF_ACTION.values(), *of_candidates, WebhookEvent.TEST} == set(WebhookEvent)
    assert set(EVENT_OF_ACTION) - {"REPORT_READY"} <= set(Action)


def test_the_same_log_item_always_tells_the_same_events_and_another_tells_others() -> None:
    item = log_item(an_entry(Action.JOINED), an_entry(Action.SCHEDULED), an_entry(Action.STARTED))
    events = list(events_in(item))
    assert [event.type for event in events] == [WebhookEvent.SCHEDULED, WebhookEvent.STARTED]
    assert events == list(events_in(item))
    later = log_item(an_entry(Action.SCHEDULED).changed(at=NOON + timedelta(milliseconds=1)))
    ids = {event.event_id for event in [*events, *events_in(later)]}
    assert len(ids) == 3
    assert all(one.startswith("evt_") and len(one) == 30 for one in ids)


def test_actions_that_nobody_outside_hears_of_tell_nothing() -> None:
    silent = [action for action in Action if action not in EVENT_OF_ACTION]
    item = log_item(*(an_entry(action) for action in silent))
    item["entries"].append({**item["entries"][0], "action": "AN_ACTION_OF_TOMORROW"})
    assert list(events_in(item)) == []


def test_a_body_tells_ids_times_and_states_and_nothing_that_names_anybody() -> None:
    entry = an_entry(
        Action.RESCHEDULED,
        reason="Meera Iyer is ill",
        old={"slot_id": "slot_1", "started_at": "2026-12-02T12:00:00Z", "version": 1, "candidate_name": "Meera"},
        new={
            "slot_id": "slot_2",
            "started_at": "2026-12-03T12:00:00Z",
            "version": 2,
            "interviewer_email": "boss@example.com",
            "booking_notes": "Meera needs a ramp",
        },
    )
    (event,) = events_in(log_item(entry))
    assert json.loads(event.body) == {
        "id": event.event_id,
        "type": "interview.rescheduled",
        "created_at": "2026-12-01T12:00:00Z",
        "data": {
            "interview_id": "int_1",
            "slot_id": "slot_2",
            "started_at": "2026-12-03T12:00:00Z",
            "version": 2,
            "previous_slot_id": "slot_1",
            "previous_started_at": "2026-12-02T12:00:00Z",
        },
    }


def test_a_failed_email_tells_which_one_it_was() -> None:
    entry = an_entry(Action.EMAIL_FAILED, reason="The address …", new={"kind": "REMINDER#60", "version": 2})
    (event,) = events_in(log_item(entry))
    assert json.loads(event.body)["data"] == {"interview_id": "int_1", "email_kind": "REMINDER#60", "version": 2}


def test_a_signature_is_checked_as_the_contract_says() -> None:
    header = signature(["whsec_new", "whsec_old"], '{"id":"evt_1"}', NOON)
    moment = int(NOON.timestamp())
    made = [
        hmac.new(secret, f'{moment}.{{"id":"evt_1"}}'.encode(), hashlib.sha256).hexdigest()
        for secret in (b"whsec_new", b"whsec_old")
    ]
    assert header == f"t={moment},v1={made[0]},v1={made[1]}"


def test_each_endpoint_and_each_rotation_has_a_secret_of_its_own() -> None:
    secrets = {
        signing_secret(stack, org, webhook, version)
        for stack in ("a", "b")
        for org in ("org_1", "org_2")
        for webhook in ("whk_1", "whk_2")
        for version in (1, 2)
    }
    assert len(secrets) == 16
    assert all(secret.startswith("whsec_") and len(secret) == 70 for secret in secrets)


def test_a_replaced_secret_signs_until_its_time_is_over() -> None:
    webhook = a_webhook(
        secret_version=3,
        old_secrets=(
            OldSecret(version=1, until=NOON - timedelta(seconds=1)),
            OldSecret(version=2, until=NOON + timedelta(hours=1)),
        ),
    )
    assert signing_versions(webhook, NOON) == [3, 2]
    assert signing_versions(webhook, NOON + timedelta(hours=1)) == [3]


def test_attempts_come_ever_more_rarely_and_the_last_is_24_hours_after_the_first() -> None:
    now, times = NOON, [NOON]
    while not is_last_attempt(NOON, now):
        now = next_attempt(len(times), NOON, now)
        times.append(now)
    minutes = [(at - NOON) / timedelta(minutes=1) for at in times]
    assert minutes == [0, 1, 6, 21, 51, 111, 231, 471, 831, 1191, 1440]
    assert is_last_attempt(NOON, times[-1])


def test_an_attempt_that_is_late_still_gets_its_last_one() -> None:
    assert next_attempt(2, NOON, NOON + timedelta(hours=23, minutes=58)) == NOON + timedelta(hours=24)
    # If the process of the last attempt dies, that attempt is repeated.
    late = NOON + timedelta(days=3)
    assert is_last_attempt(NOON, late)
    assert next_attempt(2, NOON, late) > late


def test_an_endpoint_gets_what_it_asked_for_from_when_it_was_made() -> None:
    (event,) = events_in(log_item(an_entry(Action.NO_SHOW)))
    assert is_wanted(a_webhook(), event)
    assert is_wanted(a_webhook(events=(WebhookEvent.NO_SHOW,)), event)
    assert not is_wanted(a_webhook(events=(WebhookEvent.COMPLETED,)), event)
    assert not is_wanted(a_webhook(created_at=NOON + timedelta(seconds=1)), event)
