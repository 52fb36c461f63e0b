"""SES's events in Greenroom's words."""

import traceback
from datetime import UTC, datetime
from typing import Any

import pytest

from greenroom.rules.mail_events import (
    COMPLAINED,
    NOT_ARRIVED,
    PERMANENT,
    REJECTED,
    TRANSIENT,
    MailEventError,
    mail_event,
)

ADDRESS = "meera@example.com"
TAGS = {
    "org_id": ["org_1"],
    "interview_id": ["int_1"],
    "version": ["2"],
    "kind": ["INVITATION"],
    "claim_id": ["claim_1"],
}
MAIL = {"timestamp": "2026-12-01T12:00:00.123Z", "messageId": "m-1", "destination": [ADDRESS], "tags": TAGS}


def told(kind: str, **details: Any) -> dict[str, Any]:
    return {"eventType": kind, "mail": MAIL, **details}


def a_bounce(kind: str, subtype: str, **recipient: str) -> dict[str, Any]:
    bounced = {"emailAddress": ADDRESS, **recipient}
    details = {"bounceType": kind, "bounceSubType": subtype, "bouncedRecipients": [bounced]}
    return told("Bounce", bounce={**details, "timestamp": "2026-12-01T12:00:05.000Z"})


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (a_bounce("Permanent", "NoEmail"), PERMANENT["NoEmail"]),
        (a_bounce("Permanent", "General"), PERMANENT["General"]),
        (a_bounce("Permanent", "Suppressed"), PERMANENT["Suppressed"]),
        (a_bounce("Permanent", "OnAccountSuppressionList"), PERMANENT["Suppressed"]),
        (a_bounce("Permanent", "SomethingNew"), PERMANENT["General"]),
        (a_bounce("Transient", "MailboxFull"), TRANSIENT["MailboxFull"]),
        (a_bounce("Transient", "General", action="failed", status="4.4.7"), NOT_ARRIVED),
        (a_bounce("Undetermined", "Undetermined", action="failed"), NOT_ARRIVED),
        (told("Complaint", complaint={"complaintFeedbackType": "abuse"}), COMPLAINED),
        (told("Reject", reject={"reason": "Bad content"}), REJECTED),
    ],
)
def test_a_failure_has_a_reason_in_words_without_the_address(event: dict[str, Any], reason: str) -> None:
    found = mail_event(event)
    assert found is not None
    assert found.failure == reason
    assert ADDRESS not in reason
    assert "@" not in reason


@pytest.mark.parametrize("kind", ["Send", "Delivery"])
def test_an_email_that_the_provider_accepted_is_no_failure(kind: str) -> None:
    found = mail_event(told(kind, **{kind.lower(): {}}))
    assert found is not None
    assert found.failure is None
    assert (found.org_id, found.interview_id, found.version, found.claim_id) == ("org_1", "int_1", 2, "claim_1")
    assert found.message_id == "m-1"
    assert found.sent_at == datetime(2026, 12, 1, 12, 0, 0, 123_000, tzinfo=UTC)


def test_a_failure_happened_when_the_provider_says() -> None:
    found = mail_event(a_bounce("Permanent", "NoEmail"))
    assert found is not None
    assert found.happened_at == datetime(2026, 12, 1, 12, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "event",
    [
        a_bounce("Transient", "General"),  # "I am on holiday until Monday"
        told("Open", open={}),
        told("DeliveryDelay", deliveryDelay={}),
        {"notificationType": "AmazonSnsSubscriptionSucceeded"},
        {},
        {"eventType": "Bounce", "bounce": {}, "mail": {**MAIL, "tags": {"kind": ["SIGN_IN"]}}},
        {"eventType": "Send", "mail": {**MAIL, "tags": {"ses:configuration-set": ["mail"]}}},
    ],
)
def test_events_that_do_not_settle_an_interviews_email_are_ignored(event: dict[str, Any]) -> None:
    assert mail_event(event) is None


@pytest.mark.parametrize(
    "event",
    [
        told("Bounce"),
        told("Bounce", bounce=None),
        told("Bounce", bounce={"bounceSubType": ADDRESS}),
        told("Bounce", bounce={"bounceType": "Transient", "bouncedRecipients": [ADDRESS]}),
        told("Bounce", bounce={"bounceType": "Permanent", "timestamp": ADDRESS}),
        told("Send", mail=None),
        told("Send", mail=[ADDRESS]),
        told("Send", mail={**MAIL, "tags": [ADDRESS]}),
        told("Send", mail={**MAIL, "tags": {**TAGS, "version": [ADDRESS]}}),
        told("Send", mail={**MAIL, "tags": {**TAGS, "version": [float("inf")]}}),
        told("Send", mail={**MAIL, "tags": {**TAGS, "version": 2}}),
        told("Send", mail={**MAIL, "timestamp": ADDRESS}),
        told("Send", mail={**MAIL, "timestamp": 12}),
        told("Send", mail={**MAIL, "timestamp": "0001-01-01T00:00:00+14:00"}),
        told("Send", mail={"tags": TAGS, "timestamp": MAIL["timestamp"]}),
        {"eventType": [ADDRESS], "mail": MAIL},
    ],
)
def test_an_event_that_is_not_as_documented_is_refused_without_a_word_of_it(event: dict[str, Any]) -> None:
    with pytest.raises(MailEventError) as refused:
        mail_event(event)
    assert ADDRESS not in "".join(traceback.format_exception(refused.value))
