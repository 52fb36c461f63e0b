"""The results that `make sam` treats as a failure of the function."""

import pytest

from local.sam import failed


@pytest.mark.parametrize(
    ("answer", "is_failure"),
    [
        ("null", False),
        ('{"statusCode": 409, "body": ""}', False),
        ('START RequestId\n{"errorMessage": "no", "errorType": "KeyError", "stackTrace": []}\n', True),
        ("", True),
    ],
)
def test_a_function_failed_where_it_raised_or_answered_nothing_in_its_time(answer: str, *, is_failure: bool) -> None:
    assert failed(answer) is is_failure
