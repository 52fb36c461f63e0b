"""What the tests on the local cloud and in the browser share."""

from collections.abc import Iterator

import pytest

from tests.running import RunningStack, a_running_stack


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Greenroom, deployed once a run."""
    with a_running_stack() as running:
        yield running
