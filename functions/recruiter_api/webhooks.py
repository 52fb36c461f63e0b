"""Routes for webhooks. Only admins may change them; recruiters may read them. No route sends an event itself."""

from datetime import timedelta

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer
from greenroom.api.subjects.webhooks import (
    ChangeWebhook,
    CreateWebhook,
    DeliveryAnswer,
    DeliveryQuery,
    RotateSecret,
    WebhookAnswer,
    WebhooksAnswer,
    WebhookSecretAnswer,
)
from greenroom.models.organisation import Role
from greenroom.usecases.webhooks import (
    change_webhook,
    create_webhook,
    remove_webhook,
    rotate_secret,
    send_again,
    send_test,
)

TAG = "Webhooks"
ONE = "/api/v1/webhooks/<webhook_id>"
CHANGE_ERRORS = ("NOT_FOUND", "STALE_VERSION", "BUSY")


@api.post(
    "/api/v1/webhooks",
    summary="Have events sent to an endpoint",
    tag=TAG,
    role=Role.ADMIN,
    status=201,
    errors=("INVALID_STATE",),
    shown_once=("secret",),
)
def post_webhook(request: CreateWebhook) -> WebhookSecretAnswer:
    """The endpoint gets events from now on. Only this answer has the secret that signs them."""
    made = create_webhook(
        api.new_id("whk"),
        request.model_dump(),
        by=api.caller,
        webhooks=app.webhooks,
        webhook_secret=app.webhook_secret,
        now=app.now(),
    )
    return WebhookSecretAnswer.made(made)


@api.get("/api/v1/webhooks", summary="List webhooks", tag=TAG, role=Role.RECRUITER)
def get_webhooks() -> WebhooksAnswer:
    """All endpoints, oldest first."""
    return WebhooksAnswer(items=[WebhookAnswer.of(one) for one in app.webhooks.of(api.caller.org_id)])


@api.get(ONE, summary="Read a webhook", tag=TAG, role=Role.RECRUITER, errors=("NOT_FOUND",))
def get_webhook(webhook_id: str) -> WebhookAnswer:
    """One endpoint, and since when it has been failing."""
    return WebhookAnswer.of(app.webhooks.get(api.caller.org_id, webhook_id))


@api.patch(ONE, summary="Change a webhook", tag=TAG, role=Role.ADMIN, errors=CHANGE_ERRORS)
def patch_webhook(webhook_id: str, request: ChangeWebhook) -> WebhookAnswer:
    """Fields that are left out keep their values."""
    return WebhookAnswer.of(
        change_webhook(
            webhook_id,
            request.sent(),
            by=api.caller,
            webhooks=app.webhooks,
            expected_version=api.expected_version,
            now=app.now(),
        )
    )


@api.delete(ONE, summary="Delete a webhook", tag=TAG, role=Role.ADMIN, status=204, errors=CHANGE_ERRORS)
def delete_webhook(webhook_id: str) -> None:
    """The endpoint gets no more events, not even those that were queued for it."""
    remove_webhook(webhook_id, by=api.caller, webhooks=app.webhooks, expected_version=api.expected_version)


@api.post(
    f"{ONE}/rotate-secret",
    summary="Make a new secret",
    tag=TAG,
    role=Role.ADMIN,
    errors=CHANGE_ERRORS,
    shown_once=("secret",),
)
def post_rotate_secret(webhook_id: str, request: RotateSecret) -> WebhookSecretAnswer:
    """While both secrets are valid, each request has a signature by each of them."""
    overlap = timedelta(hours=request.overlap_hours)
    rotated = rotate_secret(
        webhook_id,
        api.new_id("rot"),
        overlap,
        by=api.caller,
        webhooks=app.webhooks,
        webhook_secret=app.webhook_secret,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return WebhookSecretAnswer.made(rotated)


@api.get(
    f"{ONE}/deliveries",
    summary="List what a webhook was sent, newest event first",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND",),
)
def get_deliveries(webhook_id: str, query: DeliveryQuery) -> ListAnswer[DeliveryAnswer]:
    """The deliveries of the last 30 days."""
    cursors = Cursors(f"deliveries of {webhook_id}", api.caller.org_id, query)
    position = cursors.position("delivery_id")
    listing = app.webhook_deliveries.newest_first(app.webhooks.get(api.caller.org_id, webhook_id))
    if query.status is not None:
        listing = listing.picking(lambda entry: entry["status"] == query.status)
    page = app.webhook_deliveries.page(listing, limit=query.limit, position=position)
    items = [DeliveryAnswer.of(one) for one in page.items]
    return ListAnswer[DeliveryAnswer](items=items, next_cursor=cursors.after(page.next_position))


@api.post(
    f"{ONE}/test",
    summary="Send a test event",
    tag=TAG,
    role=Role.ADMIN,
    status=202,
    errors=("NOT_FOUND", "INVALID_STATE"),
)
def post_test_event(webhook_id: str) -> DeliveryAnswer:
    """The event `webhook.test` is sent within a minute, signed and retried like every other event, also to an endpoint
    that did not subscribe to it."""
    delivery = send_test(
        webhook_id,
        api.new_id("evt"),
        by=api.caller,
        webhooks=app.webhooks,
        webhook_deliveries=app.webhook_deliveries,
        now=app.now(),
    )
    return DeliveryAnswer.of(delivery)


@api.post(
    f"{ONE}/deliveries/<delivery_id>/replay",
    summary="Send a delivery again",
    tag=TAG,
    role=Role.ADMIN,
    errors=("NOT_FOUND", "INVALID_STATE", "BUSY"),
)
def post_replay(webhook_id: str, delivery_id: str) -> DeliveryAnswer:
    """The same event is sent with the same id within a minute, and is retried for 24 hours as before."""
    delivery = send_again(
        webhook_id,
        delivery_id,
        by=api.caller,
        webhooks=app.webhooks,
        webhook_deliveries=app.webhook_deliveries,
        now=app.now(),
    )
    return DeliveryAnswer.of(delivery)
