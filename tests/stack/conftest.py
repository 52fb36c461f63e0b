"""What tests on the local cloud share."""

from collections.abc import Iterator

import pytest

from tests.faults.functions_in_process import FunctionsInProcess, functions_in_process


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.storm)])
def functions(request: pytest.FixtureRequest) -> Iterator[FunctionsInProcess]:
    """The functions in this process. In a storm they die at all calls, and events come again ten times after that."""
    with functions_in_process() as running:
        running.deliveries, running.most_deaths = (10, None) if request.param == "all" else (2, 6)
        yield running
