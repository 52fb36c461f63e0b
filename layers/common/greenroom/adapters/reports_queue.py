"""The queue of finished interviews whose reports are to be made."""

import json
from typing import TYPE_CHECKING

from greenroom.adapters.tracing import trace

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class ReportsQueue:
    """The queue of reports to be made. A message names an interview, and the trace that its report follows from."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def ask_for(self, org_id: str, interview_id: str) -> None:
        """Leave word; more than once does no harm."""
        body = json.dumps({"org_id": org_id, "interview_id": interview_id, **trace.as_attribute()})
        self._client.send_message(QueueUrl=self._url, MessageBody=body)
