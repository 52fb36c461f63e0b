"""What tests on the local cloud share."""

from collections.abc import Iterator

import pytest

from tests.faults.premises import Premises, premises


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.storm)])
def house(request: pytest.FixtureRequest) -> Iterator[Premises]:
    """The functions in this process. In a storm they die at all calls, and events come again ten times after that."""
    with premises() as running:
        running.deliveries, running.most_deaths = (10, None) if request.param == "all" else (2, 6)
        yield running
