"""What the paths cost in DynamoDB, from ConsumedCapacity on the local cloud: the promises, and docs/costs.md."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bench.desk import Desk
from bench.document import DOCUMENT, path_rows, route_rows, table
from bench.due import make_due
from bench.gateway import Call
from bench.meter import Used
from bench.paths import PATHS, sweep_of
from bench.place import Place, a_place
from bench.routes import EXAMPLES, recruiters_routes, route_of
from greenroom.adapters.schedule_items import DUE_SHARDS
from tests.faults.cloud import a_cloud

PATH_BY_NAME = {path.name: path for path in PATHS}
AS_WRITTEN = "run `python -m bench.document` and say in the commit why the cost changed"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with a_cloud() as cloud, a_place(cloud.endpoint_url) as place:
        yield place


@pytest.fixture
def new_place(place: Place) -> Iterator[Place]:
    """Where nothing is due, whichever tests ran before."""
    with a_place(place.endpoint_url) as new:
        yield new


@pytest.fixture(scope="module")
def desk(place: Place) -> Desk:
    return Desk(place).open()


def used(desk: Desk, name: str) -> Used:
    return PATH_BY_NAME[name].prepare(desk)()


@pytest.mark.parametrize("name", ["book", "book, slot of 50 seats"])
def test_a_booking_takes_at_most_3_round_trips_and_15_write_units_with_its_indexes(desk: Desk, name: str) -> None:
    booking = used(desk, name)
    assert booking.round_trips <= 3
    assert 0 < booking.writes <= 15


def test_a_replayed_booking_writes_nothing(desk: Desk) -> None:
    replay = used(desk, "book, replayed")
    assert replay.writes == 0
    assert replay.round_trips == 1


def test_session_and_e_mail_take_at_most_4_write_units(desk: Desk) -> None:
    invitation = used(desk, "session and e-mail")
    assert 0 < invitation.writes <= 4


@pytest.mark.parametrize("name", ["portal view", "link opened", "state of the session, polled"])
def test_a_view_of_the_portal_is_one_read_of_one_unit_and_no_write(desk: Desk, name: str) -> None:
    view = used(desk, name)
    assert dict(view.requests) == {"GetItem": 1}
    assert view.reads <= 1
    assert view.writes == 0


def test_a_turn_of_an_ai_interview_takes_at_most_4_write_units(desk: Desk) -> None:
    turn = used(desk, "AI turn, answered")
    assert 0 < turn.writes <= 4


def test_a_replayed_turn_writes_nothing(desk: Desk) -> None:
    assert used(desk, "AI turn, replayed").writes == 0


def test_a_link_that_can_be_none_is_not_looked_up(desk: Desk) -> None:
    answer, guess = desk.measured(Call("GET", "/?session_key=guessed"))
    assert answer.status == 404
    assert guess.reads == 0
    assert guess.writes <= 1, "who guesses is counted, and no more"


def test_a_sweep_with_nothing_due_takes_at_most_1_unit_a_shard(desk: Desk) -> None:
    desk.grow(3)
    sweep = used(desk, "sweep, nothing due")
    assert sweep.reads <= DUE_SHARDS
    assert sweep.writes == 0


def test_a_sweep_costs_what_is_due_and_not_what_exists(place: Place) -> None:
    desk = Desk(place).open()
    few = sweep_of(5).prepare(desk)()
    desk.grow(10)
    make_due(desk, 20, ago=timedelta(hours=2))
    many = used(desk, "sweep, nothing due")
    assert many.writes == 4 * few.writes
    assert many.reads <= 4 * few.reads


def test_every_recruiters_route_has_a_measured_example() -> None:
    assert recruiters_routes() == {route_of(name) for name in EXAMPLES}


def test_what_the_paths_cost_is_what_the_document_says(new_place: Place) -> None:
    assert table("Paths", path_rows(new_place)) in written(), AS_WRITTEN


def test_what_the_routes_cost_is_what_the_document_says(new_place: Place) -> None:
    assert table("Recruiters' routes", route_rows(new_place)) in written(), AS_WRITTEN


def written(path: Path = DOCUMENT) -> str:
    return path.read_text()
