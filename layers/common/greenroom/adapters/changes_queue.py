"""The queue of changes that interviews still have to follow."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from greenroom.adapters.tracing import trace
from greenroom.models.change_to_follow import ChangeToFollow

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class ChangesQueue:
    """The queue of changes. A message holds ids, the trace that it follows from, and no text that a person wrote."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def leave(self, change: ChangeToFollow, *, after: timedelta = timedelta(0)) -> None:
        """Send a change to the queue, to be delivered after a delay. A repetition does no harm."""
        body = json.dumps({**change.model_dump(mode="json"), **trace.as_attribute()})
        self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=int(after.total_seconds()))
