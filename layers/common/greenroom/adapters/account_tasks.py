"""Hands tasks about accounts at providers to the function that may read credentials: the console itself never can."""

from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError
from pydantic import ValidationError

from greenroom.adapters.clients import client_of
from greenroom.adapters.dynamodb import UNANSWERED
from greenroom.errors import BusyError
from greenroom.models.account_task import AccountTask, AccountTaskResult

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

WITHIN_A_PAGE = Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 1})
"""A page is answered within 25 s, and a provider may be slow."""
TASK = "account_task"
NO_ANSWER = "The provider was not reached in time. Nothing is known of it: load this page, and try once more."


def lambda_client() -> "LambdaClient":
    """A client of Lambda."""
    client: LambdaClient = client_of("lambda", WITHIN_A_PAGE)
    return client


class AccountTasks:
    """The function `meetings`, asked for one thing."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def done(self, task: AccountTask) -> AccountTaskResult:
        """The result of a task. Raises BusyError without an answer; the task may be done then."""
        payload = f'{{"{TASK}": {task.model_dump_json()}}}'
        try:
            answer = self._client.invoke(FunctionName=self._function, Payload=payload.encode())
            if answer.get("FunctionError"):
                raise BusyError(NO_ANSWER)
            return AccountTaskResult.model_validate_json(answer["Payload"].read())
        except (*UNANSWERED, ClientError, ValidationError) as error:
            raise BusyError(NO_ANSWER) from error
