"""What the tests on the local cloud and in the browser share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from local.running import RunningStack, a_running_stack

# How long an example takes says something about the machine that runs it, not about the code.
settings.register_profile("greenroom", deadline=None)
settings.load_profile("greenroom")


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Greenroom, deployed once a run."""
    with a_running_stack() as running:
        yield running
