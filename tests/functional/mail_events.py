"""A booked interview with sent e-mails, and SES's events about them."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.mail_events.handler import lambda_handler
from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.mail.compose import ComposedMail
from greenroom.models.caller import Caller
from greenroom.models.interview import Booking
from greenroom.models.organisation import Role
from greenroom.models.webhook import WebhookEvent
from greenroom.rules.webhooks import events_in
from greenroom.usecases.invite import on_booking_changed
from local.gateway import Client, lambda_context
from tests.faults.counting_mailer import CountingMailer, Lifetime, ProcessDiedError
from tests.faults.invitation_stores import InvitationStores
from tests.functional.recruiter_requests import a_booked_interview, done
from tests.functional.webhook_sender import WebhookSender, a_fresh_webhook_sender
from tests.world import Tenant, app

NO_EMAIL = {"bounceType": "Permanent", "bounceSubType": "NoEmail"}


@dataclass
class Mailbox:
    """A booked interview, its sent e-mails, and SES's events about them."""

    api: Client
    by: Caller
    interview_id: str
    sender: WebhookSender
    mailer: CountingMailer = field(default_factory=CountingMailer)

    @property
    def stores(self) -> InvitationStores:
        return InvitationStores(app.schedule, app.sessions, self.mailer, app.links)

    @property
    def booking(self) -> Booking:
        booking = app.schedule.booking(self.by.org_id, self.interview_id)
        assert booking is not None
        return booking

    def invited(self) -> ComposedMail:
        on_booking_changed(self.booking, **self.stores.means, now=utc_now())
        return self.mailer.taken[-1]

    def invited_by_one_who_dies(self, calls: int) -> ComposedMail:
        """Send the invitation by a process that dies after `calls` calls of the database, counted after SES accepted
        the e-mail."""

        class Dying(CountingMailer):
            def send(self, mail: ComposedMail) -> str:
                message_id = super().send(mail)
                life.calls = calls
                return message_id

        life = Lifetime()

        def step(**_call: Any) -> None:
            life.step()

        events = self.sender.database.client.meta.events
        events.register("before-call.dynamodb", step, unique_id="mortal")
        real, self.mailer = self.mailer, Dying(taken=self.mailer.taken)
        with suppress(ProcessDiedError):
            on_booking_changed(self.booking, **self.stores.means, now=utc_now())
        events.unregister("before-call.dynamodb", step, unique_id="mortal")
        self.mailer = real
        return self.mailer.taken[-1]

    def told(self, mail: ComposedMail, kind: str, details: Any = None, *, at: datetime | None = None) -> str:
        """SES's event about an e-mail."""
        name = kind.lower()
        event = {
            "eventType": kind,
            "mail": {
                "timestamp": rfc3339(utc_now()),
                "messageId": f"message-{self.mailer.taken.index(mail) + 1}",
                "destination": [mail.to],
                "tags": {key: [value] for key, value in mail.tags.items()} | {"ses:operation": ["SendEmail"]},
            },
            name: {"timestamp": rfc3339(at or utc_now()), **(details or {})},
        }
        return json.dumps(event)

    @property
    def email(self) -> Any:
        return done(self.api, "GET", f"/interviews/{self.interview_id}")["email"]

    @property
    def log(self) -> list[Any]:
        items: list[Any] = done(self.api, "GET", f"/interviews/{self.interview_id}/logs")["items"]
        return items

    @property
    def actions(self) -> list[str]:
        return [entry["action"] for entry in self.log]

    def events(self) -> list[str]:
        """The webhook events about failed e-mails."""
        found = (event for item in self.sender.log_items() for event in events_in(item))
        return [event.event_id for event in found if event.type is WebhookEvent.EMAIL_FAILED]


def arrive(*messages: str) -> None:
    """Call the function with these messages, one by one, as the topic does."""
    for message in messages:
        lambda_handler({"Records": [{"Sns": {"MessageId": "m", "Message": message}}]}, lambda_context())


def a_mailbox(cloud: Database, organisation: Tenant) -> Mailbox:
    """The mailbox of an interview that was just booked."""
    sender = a_fresh_webhook_sender(cloud)
    interview = a_booked_interview(organisation.admin)
    by = Caller(organisation.org_id, "token:first", Role.ADMIN)
    return Mailbox(organisation.admin, by, interview["interview_id"], sender)
