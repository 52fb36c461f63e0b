"""DynamoDB units of the paths, from ConsumedCapacity on the local cloud, compared with the targets and
docs/costs.md."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bench.calls import Call
from bench.configured import ConfiguredProcess, configured_process
from bench.document import DOCUMENT, path_rows, route_rows, table
from bench.due import make_due
from bench.meter import Used
from bench.paths import PATHS, sweep_of
from bench.recruiter import MeasuredRecruiter
from bench.recruiters_routes import recruiters_routes, route_of
from bench.routes import EXAMPLES
from greenroom.settings import DUE_SHARDS
from tests.faults.cloud import a_cloud

PATH_BY_NAME = {path.name: path for path in PATHS}
AS_WRITTEN = "run `python -m bench.document` and say in the commit why the cost changed"


@pytest.fixture(scope="module")
def process() -> Iterator[ConfiguredProcess]:
    with a_cloud() as cloud, configured_process(cloud.endpoint_url) as process:
        yield process


@pytest.fixture
def new_process(process: ConfiguredProcess) -> Iterator[ConfiguredProcess]:
    """A process with nothing due, whichever tests ran before."""
    with configured_process(process.endpoint_url) as new:
        yield new


@pytest.fixture(scope="module")
def recruiter(process: ConfiguredProcess) -> MeasuredRecruiter:
    return MeasuredRecruiter(process).open()


def used(recruiter: MeasuredRecruiter, name: str) -> Used:
    return PATH_BY_NAME[name].prepare(recruiter)()


@pytest.mark.parametrize("name", ["book", "book, slot of 50 seats"])
def test_a_booking_takes_at_most_3_round_trips_and_19_write_units_with_its_indexes(
    recruiter: MeasuredRecruiter, name: str
) -> None:
    booking = used(recruiter, name)
    assert booking.round_trips <= 3
    assert 0 < booking.writes <= 19


def test_a_replayed_booking_writes_nothing(recruiter: MeasuredRecruiter) -> None:
    replay = used(recruiter, "book, replayed")
    assert replay.writes == 0
    assert replay.round_trips == 1


def test_session_and_e_mail_take_at_most_4_write_units(recruiter: MeasuredRecruiter) -> None:
    invitation = used(recruiter, "session and e-mail")
    assert 0 < invitation.writes <= 4


@pytest.mark.parametrize("name", ["portal view", "link opened", "state of the session, polled"])
def test_a_view_of_the_portal_is_one_read_of_one_unit_and_no_write(recruiter: MeasuredRecruiter, name: str) -> None:
    view = used(recruiter, name)
    assert dict(view.requests) == {"GetItem": 1}
    assert view.reads <= 1
    assert view.writes == 0


def test_a_turn_of_an_ai_interview_takes_at_most_4_write_units(recruiter: MeasuredRecruiter) -> None:
    turn = used(recruiter, "AI turn, answered")
    assert 0 < turn.writes <= 4


def test_a_replayed_turn_writes_nothing(recruiter: MeasuredRecruiter) -> None:
    assert used(recruiter, "AI turn, replayed").writes == 0


def test_a_link_that_can_be_none_is_not_looked_up(recruiter: MeasuredRecruiter) -> None:
    answer, guess = recruiter.measured(Call("GET", "/?session_key=guessed"))
    assert answer.status == 404
    assert guess.reads == 0
    assert guess.writes <= 1, "who guesses is counted, and no more"


def test_a_sweep_with_nothing_due_takes_at_most_1_unit_a_shard(recruiter: MeasuredRecruiter) -> None:
    recruiter.grow(3)
    sweep = used(recruiter, "sweep, nothing due")
    assert sweep.reads <= DUE_SHARDS
    assert sweep.writes == 0


def test_a_sweep_costs_what_is_due_and_not_what_exists(process: ConfiguredProcess) -> None:
    recruiter = MeasuredRecruiter(process).open()
    few = sweep_of(5).prepare(recruiter)()
    recruiter.grow(10)
    make_due(recruiter, 20, ago=timedelta(hours=2))
    many = used(recruiter, "sweep, nothing due")
    assert many.writes == 4 * few.writes
    assert many.reads <= 4 * few.reads


def test_every_recruiters_route_has_a_measured_example() -> None:
    assert recruiters_routes() == {route_of(name) for name in EXAMPLES}


def test_the_document_gives_the_measured_costs_of_the_paths(new_process: ConfiguredProcess) -> None:
    assert table("Paths", path_rows(new_process)) in written(), AS_WRITTEN


def test_the_document_gives_the_measured_costs_of_the_routes(new_process: ConfiguredProcess) -> None:
    assert table("Recruiters' routes", route_rows(new_process)) in written(), AS_WRITTEN


def written(path: Path = DOCUMENT) -> str:
    return path.read_text()
