"""The queue of requests for a link: the answer to a request does not depend on whether its address is known."""

from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from greenroom.adapters.clients import client_of
from greenroom.errors import BusyError
from greenroom.models.sign_in import LinkRequest

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

NOT_NOW = "Your request could not be taken. Nothing was sent; ask again in a minute."


class SignInQueue:
    """The queue of requests for a link."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def put(self, request: LinkRequest) -> None:
        """Leave a request. Raises BusyError where the queue can not be reached."""
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=request.model_dump_json())
        except (ClientError, BotoCoreError) as error:
            raise BusyError(NOT_NOW) from error


def sqs_client() -> "SQSClient":
    """A client: 1 s to connect and 2 s to answer. A request that is queued twice is answered once."""
    config = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
    client: SQSClient = client_of("sqs", config)
    return client
