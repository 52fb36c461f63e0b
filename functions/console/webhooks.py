"""Settings: the organisation's webhooks, their deliveries, and replays."""

from datetime import timedelta
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.paging import position_in, token_of
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.fields import Email
from greenroom.api.forms import read_form
from greenroom.api.subjects.base import RequestModel
from greenroom.api.subjects.webhooks import EndpointUrl
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.organisation import Role
from greenroom.models.webhook import SENT_BY_DEFAULT, WebhookDelivery, WebhookDeliveryStatus, WebhookEvent
from greenroom.usecases.webhooks import (
    WebhookWithSecret,
    change_webhook,
    create_webhook,
    remove_webhook,
    rotate_secret,
    send_again,
)
from greenroom.wording import day_and_time

PATH = "/console/settings/webhooks"
ROWS = 25
POSITION = ("delivery_id",)
BOTH_SIGN_FOR = timedelta(hours=24)
STANDS = {
    WebhookDeliveryStatus.PENDING: ("On its way", "clock", "plain"),
    WebhookDeliveryStatus.DELIVERED: ("Delivered", "good", "good"),
    WebhookDeliveryStatus.FAILED: ("Failed", "warn", "bad"),
    WebhookDeliveryStatus.MISSED: ("Missed: switched off", "warn", "warn"),
}


class WebhookForm(RequestModel):
    """The fields of the form for an endpoint."""

    url: EndpointUrl
    notify_email: Email


class DeliveryRow(NamedTuple):
    """A delivery to an endpoint."""

    delivery: WebhookDelivery
    when: str
    state: tuple[str, str, str]


@page(PATH, role=Role.ADMIN)
def webhooks(request: ConsoleRequest) -> Response[str]:
    """All endpoints, and the form to make one."""
    return _list(request)


@page(PATH, "POST", role=Role.ADMIN)
def make_webhook(request: ConsoleRequest) -> Response[str]:
    """Make an endpoint and show its secret. The form has the id, so that a form that is sent twice makes one
    endpoint."""
    typed = {name: request.sent(name) for name in ("url", "notify_email")}
    chosen = set(request.form.get("events", ()))
    events = tuple(event for event in WebhookEvent if event.value in chosen) or SENT_BY_DEFAULT
    try:
        form = read_form(WebhookForm, without_blanks(typed))
        made = create_webhook(
            request.id_of_new("webhook_id", "whk"),
            form.model_dump() | {"events": events},
            by=request.caller,
            webhooks=app.webhooks,
            webhook_secret=app.webhook_secret,
            now=request.now,
        )
    except GreenroomError as error:
        return _list(request, typed, error)
    return _one(request, made.webhook.webhook_id, made)


@page(f"{PATH}/<webhook_id>", role=Role.ADMIN)
def webhook(request: ConsoleRequest, webhook_id: str) -> Response[str]:
    """One endpoint with its deliveries, newest first."""
    return _one(request, webhook_id, None)


@page(f"{PATH}/<webhook_id>/switch", "POST", role=Role.ADMIN)
def switch(request: ConsoleRequest, webhook_id: str) -> Response[str]:
    """Switch an endpoint on or off."""
    is_on = request.sent("to") == "on"
    change_webhook(
        webhook_id,
        {"enabled": is_on},
        by=request.caller,
        webhooks=app.webhooks,
        expected_version=None,
        now=request.now,
    )
    words = "The webhook is on." if is_on else "The webhook is off. What happens now does not reach it."
    undo = Message(words, undo_action=f"{PATH}/{webhook_id}/switch", undo_fields={"to": "off" if is_on else "on"})
    return done(request, f"{PATH}/{webhook_id}", undo)


@page(f"{PATH}/<webhook_id>/secret", "POST", role=Role.ADMIN)
def new_secret(request: ConsoleRequest, webhook_id: str) -> Response[str]:
    """Make a new secret and show it. For a day the old secret also signs."""
    made = rotate_secret(
        webhook_id,
        request.id_of_new("rotation_id", "rot"),
        BOTH_SIGN_FOR,
        by=request.caller,
        webhooks=app.webhooks,
        webhook_secret=app.webhook_secret,
        expected_version=None,
        now=request.now,
    )
    return _one(request, webhook_id, made)


@page(f"{PATH}/<webhook_id>/delete", "POST", role=Role.ADMIN)
def delete_webhook(request: ConsoleRequest, webhook_id: str) -> Response[str]:
    """Delete an endpoint. It gets no more events."""
    remove_webhook(webhook_id, by=request.caller, webhooks=app.webhooks, expected_version=None)
    return done(request, PATH, Message("The webhook is deleted."))


@page(f"{PATH}/<webhook_id>/deliveries/<delivery_id>", "POST", role=Role.ADMIN)
def replay(request: ConsoleRequest, webhook_id: str, delivery_id: str) -> Response[str]:
    """Send a delivery again, within a minute."""
    there = f"{PATH}/{webhook_id}"
    try:
        send_again(
            webhook_id,
            delivery_id,
            by=request.caller,
            webhooks=app.webhooks,
            webhook_deliveries=app.webhook_deliveries,
            now=request.now,
        )
    except GreenroomError as error:
        return done(request, there, Message(error.message, kind="warn"))
    return done(request, there, Message("It is sent again within a minute, under the same id."))


def _list(
    request: ConsoleRequest, typed: dict[str, str] | None = None, refused: GreenroomError | None = None
) -> Response[str]:
    return show(
        request,
        "webhooks.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        webhooks=app.webhooks.of(request.caller.org_id),
        events=tuple(event for event in WebhookEvent if event is not WebhookEvent.TEST),
        typed=typed or {"notify_email": request.member.email},
        webhook_id=request.sent("webhook_id") or new_id("whk"),
        refused=told(refused, "Nothing was made."),
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )


def _one(request: ConsoleRequest, webhook_id: str, made: WebhookWithSecret | None) -> Response[str]:
    found = made.webhook if made else app.webhooks.get(request.caller.org_id, webhook_id)
    listing = app.webhook_deliveries.newest_first(found)
    position = position_in(request.query.get("cursor"), POSITION)
    deliveries = app.webhook_deliveries.page(listing, limit=ROWS, position=position)
    zone = request.organisation.policy.timezone
    rows = [DeliveryRow(one, day_and_time(one.created_at, zone), STANDS[one.status]) for one in deliveries.items]
    return show(
        request,
        "webhook.html",
        webhook=found,
        secret=made.secret if made else None,
        rows=rows,
        next_cursor=token_of(deliveries.next_position, POSITION),
        rotation_id=new_id("rot"),
        off_since=day_and_time(found.disabled_at, zone) if found.disabled_at else None,
    )
