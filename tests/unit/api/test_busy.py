"""A 503 after a lost answer of the database never says that nothing was changed."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from greenroom.adapters.dynamodb import translated
from greenroom.errors import BusyError

THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutItem")


@pytest.mark.parametrize(
    "lost",
    [ReadTimeoutError(endpoint_url="https://db"), EndpointConnectionError(endpoint_url="https://db"), THROTTLED],
    ids=lambda error: type(error).__name__,
)
def test_a_lost_answer_is_repeated_with_the_same_key_and_claims_nothing(lost: Exception) -> None:
    with pytest.raises(BusyError) as busy, translated():
        raise lost
    assert "same Idempotency-Key" in busy.value.message
    assert "nothing was changed" not in busy.value.message
