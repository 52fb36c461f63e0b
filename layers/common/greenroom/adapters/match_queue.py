"""The queue of candidates to be scored for a job."""

import json
from collections.abc import Sequence
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from greenroom.adapters.tracing import trace
from greenroom.errors import BusyError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

CANDIDATES_A_MESSAGE = 25
"""One call of the function: a second of work, and no more to repeat where it breaks off."""
MESSAGES_A_CALL = 10
"""The most messages of one SendMessageBatch (SQS' API reference)."""
NOT_NOW = "The candidates could not be queued. Send the same request again: repeating it is safe."


class MatchQueue:
    """The queue of candidates to be scored. A message holds ids, and the trace that its scores follow from."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def ask_for(self, org_id: str, job_id: str, candidate_ids: Sequence[str]) -> None:
        """Queue candidates; repeating it does no harm. Raises BusyError where a message was not accepted."""
        bodies = [
            json.dumps({"org_id": org_id, "job_id": job_id, "candidate_ids": some, **trace.as_attribute()})
            for some in batched(candidate_ids, CANDIDATES_A_MESSAGE, strict=False)
        ]
        for calls in batched(bodies, MESSAGES_A_CALL, strict=False):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(number), "MessageBody": body} for number, body in enumerate(calls)
            ]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise BusyError(NOT_NOW) from error
            if answer.get("Failed"):
                raise BusyError(NOT_NOW)
