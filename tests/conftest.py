"""What the tests on the local cloud and in the browser share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from local.running import RunningStack, a_running_stack

# The duration of an example depends on the machine and not on the code.
settings.register_profile("greenroom", deadline=None)
settings.load_profile("greenroom")


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Greenroom, deployed once for the whole run."""
    with a_running_stack() as running:
        yield running
