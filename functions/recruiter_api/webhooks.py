"""Webhooks: an admin's business, like tokens; recruiters may look. Nothing is sent in a request."""

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
    """What happens from now on is sent there. The secret that signs it is in this answer and nowhere else."""
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
    """All of them, oldest first."""
    return WebhooksAnswer(items=[WebhookAnswer.of(one) for one in app.webhooks.of(api.caller.org_id)])


@api.get(ONE, summary="Read a webhook", tag=TAG, role=Role.RECRUITER, errors=("NOT_FOUND",))
def get_webhook(webhook_id: str) -> WebhookAnswer:
    """One endpoint, and whether it takes what it is sent."""
    return WebhookAnswer.of(app.webhooks.get(api.caller.org_id, webhook_id))


@api.patch(ONE, summary="Change a webhook", tag=TAG, role=Role.ADMIN, errors=CHANGE_ERRORS)
def patch_webhook(webhook_id: str, request: ChangeWebhook) -> WebhookAnswer:
    """Some fields: what is left out stays."""
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
    """Nothing is sent there any more, not even what was on its way."""
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
    """While both secrets are good, each request carries a signature by both."""
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
    """Kept for 30 days."""
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
    """`webhook.test` within a minute, signed and repeated like every other event, whatever the endpoint asked for."""
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
    """The same event under the same id, within a minute, and tried for 24 hours as at first."""
    delivery = send_again(
        webhook_id,
        delivery_id,
        by=api.caller,
        webhooks=app.webhooks,
        webhook_deliveries=app.webhook_deliveries,
        now=app.now(),
    )
    return DeliveryAnswer.of(delivery)
