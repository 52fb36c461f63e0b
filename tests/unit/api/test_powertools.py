"""Functions import only the parts of Powertools that they use, and a part that is not listed can still be imported."""

import os
import subprocess
import sys

import pytest

OF_OTHERS = ("asyncio", "aws_lambda_powertools.event_handler.appsync")
"""Modules that only the import of a whole package of Powertools loads."""


def output_of(code: str) -> str:
    """The output of a program in a new process."""
    command = [sys.executable, "-c", f"import sys\n{code}"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("function", ["authorizer", "book_slot", "console", "portal"])
def test_a_function_starts_without_the_resolvers_and_events_of_other_services(function: str) -> None:
    code = f"import functions.{function}.handler\nprint([one for one in {OF_OTHERS} if one in sys.modules])"
    assert output_of(code) == "[]"


def test_a_name_that_is_not_listed_is_still_found() -> None:
    code = (
        "import greenroom.api\n"
        "from aws_lambda_powertools.event_handler import AppSyncResolver, Response\n"
        "from aws_lambda_powertools.utilities.data_classes import S3Event, event_source\n"
        "print(AppSyncResolver.__name__, Response.__name__, S3Event.__name__, callable(event_source))"
    )
    assert output_of(code) == "AppSyncResolver Response S3Event True"
