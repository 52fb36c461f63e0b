"""A sweep takes what is due, never what exists: the same calls and units whether 50 interviews are stored or 2,000.

`python -m bench sweep` does the same with 100,000.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bench.configured import configured_process
from bench.due import make_due
from bench.recruiter import MeasuredRecruiter
from bench.sweep import keep, swept
from greenroom.settings import DUE_SHARDS
from tests.faults.cloud import a_cloud

STORED = (50, 2_000)
TRIPS_EACH, READS_EACH, WRITES_EACH = 4, 3.5, 11
"""Interview, booking, session and mails are read; interview, session and log entry are one transaction."""


@pytest.fixture(scope="module", params=STORED)
def recruiter(request: pytest.FixtureRequest) -> Iterator[MeasuredRecruiter]:
    """An organisation with so many interviews of which none is due."""
    with a_cloud() as cloud, configured_process(cloud.endpoint_url) as place:
        recruiter = MeasuredRecruiter(place).open()
        keep(recruiter, request.param)
        yield recruiter


@pytest.mark.parametrize("due", [0, 10, 100])
def test_units_and_round_trips_follow_what_is_due(recruiter: MeasuredRecruiter, due: int) -> None:
    make_due(recruiter, due, ago=timedelta(hours=2))

    used = swept(recruiter, due)

    assert used["invocations"] == 1
    assert used["write_units"] == WRITES_EACH * due
    # A shard with many due is read in pieces of 4 KB: half a unit more for each.
    least = DUE_SHARDS / 2 + READS_EACH * due
    assert least <= used["read_units"] <= least + due / 25
    assert DUE_SHARDS + TRIPS_EACH * due <= used["round_trips"] <= 2 * DUE_SHARDS + TRIPS_EACH * due
