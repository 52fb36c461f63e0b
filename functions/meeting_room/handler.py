"""Signalling of the video room by WebSocket, and by HTTP for networks that block WebSockets."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.meeting_room import rooms  # noqa: F401 (importing registers the routes)
from functions.meeting_room.app import api, app
from greenroom.batches import works_for
from greenroom.errors import BusyError, GreenroomError
from greenroom.observability import logger, metered, metrics
from greenroom.usecases.meeting_rooms import disconnect, enter, receive

LONGEST_MESSAGE = 32_000
"""The maximum length of a message in characters. API Gateway takes frames of 32 KB; the largest session description
that was measured has 6 KB."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one event of the WebSocket API or of the REST API."""
    if "httpMethod" in event:
        return api.resolve(event, context)
    match event["requestContext"]["eventType"]:
        case "CONNECT":
            return _connect(event)
        case "DISCONNECT":
            _disconnect(event["requestContext"]["connectionId"])
        case _:
            _message(event)
    return {"statusCode": 200}


def _connect(event: Mapping[str, Any]) -> dict[str, Any]:
    ticket = app.links.ticket_in((event.get("queryStringParameters") or {}).get("ticket", ""), app.clock())
    if ticket is None:
        return {"statusCode": 401}
    app.work_for(ticket.org_id)
    try:
        enter(
            ticket,
            event["requestContext"]["connectionId"],
            rooms=app.meeting_rooms,
            sockets=app.room_sockets,
            schedule=app.schedule,
            links=app.links,
            now=app.now(),
        )
    except BusyError:
        return {"statusCode": 503}
    except GreenroomError as error:
        logger.info("refused", code=error.code)
        return {"statusCode": 403}
    works_for(ticket.org_id, ticket.interview_id)
    metrics.add_metric("RoomEntered", "Count", 1)
    return {"statusCode": 200}


def _disconnect(connection_id: str) -> None:
    connection = app.meeting_rooms.connection(connection_id)
    if connection is not None:
        app.work_for(connection.org_id)
        works_for(connection.org_id, connection.interview_id)
        disconnect(
            connection,
            rooms=app.meeting_rooms,
            sockets=app.room_sockets,
            schedule=app.schedule,
            now=app.now(),
        )


def _message(event: Mapping[str, Any]) -> None:
    connection_id = event["requestContext"]["connectionId"]
    connection = app.meeting_rooms.connection(connection_id)
    if connection is None:
        app.room_sockets.send(connection_id, {"kind": "unknown"})
        return
    app.work_for(connection.org_id)
    works_for(connection.org_id, connection.interview_id)
    message = _read(event.get("body") or "")
    for answer in receive(
        connection, message, rooms=app.meeting_rooms, sockets=app.room_sockets, schedule=app.schedule, now=app.now()
    ):
        app.room_sockets.send(connection_id, answer)


def _read(body: str) -> dict[str, Any]:
    """Parse a message. Any other text gives an empty message, which is refused because it has no action."""
    if len(body) > LONGEST_MESSAGE:
        return {}
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}
