"""Many clients with many faults: nothing is oversold or lost, and every answer is true.

The long storms run with `make storm`; STORM_SEED= repeats one.
"""

from collections.abc import Iterator

import pytest

from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.history import NEW, Kind
from tests.faults.plans import Plan, a_double_booker, a_mixture, a_rush
from tests.faults.seeds import storm_seed
from tests.faults.stored_organisation import StoredOrganisation
from tests.faults.storm import Aftermath, Weather, storm

CALM = Weather()
LOSSES = (0.0, 0.1, 0.3)


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture
def told(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[list[Aftermath]]:
    """Lines that are printed whether or not the test passes, with the seed that repeats it."""
    results: list[Aftermath] = []
    yield results
    with capsys.disabled():
        for result in results:
            print(f"\n  {request.node.name}: {result} (STORM_SEED={storm_seed()})")


def assert_a_rush_sells_each_seat_once(
    cloud: FaultlessCloud, told: list[Aftermath], *, attempts: int, threads: int, capacity: int, losses: float
) -> None:
    organisation = cloud.organisation()
    slot, requests = a_rush(organisation, attempts, capacity)
    weather = Weather(losses, conflicts=0.1, troubles=0.06)
    result = storm(
        organisation, requests, cloud=cloud.endpoint_url, seed=storm_seed(), weather=weather, threads=threads
    )
    told.append(result)
    assert not result.verdict.findings, f"STORM_SEED={storm_seed()}\n{result.verdict}"
    assert result.booked_on(slot) == capacity
    assert result.outcomes["SLOT_FULL"] == attempts - capacity
    assert result.outcomes[NEW] <= capacity


def assert_a_plan_harms_nobody(
    cloud: FaultlessCloud,
    organisation: StoredOrganisation,
    plan: Plan,
    told: list[Aftermath],
    *,
    threads: int,
    losses: float,
) -> Aftermath:
    seed, weather = storm_seed(), Weather(losses, conflicts=0.1, troubles=0.06)
    before = storm(organisation, plan.first, cloud=cloud.endpoint_url, seed=seed, weather=CALM, threads=threads)
    result = storm(
        organisation, plan.then, cloud=cloud.endpoint_url, seed=seed, weather=weather, threads=threads, before=before
    )
    told.append(result)
    assert not result.verdict.findings, f"STORM_SEED={seed}\n{result.verdict}"
    return result


@pytest.mark.parametrize(("capacity", "losses"), [(1, 0.0), (10, 0.3), (50, 0.1)])
def test_a_rush_for_one_slot_sells_each_seat_once(
    cloud: FaultlessCloud, told: list[Aftermath], capacity: int, losses: float
) -> None:
    assert_a_rush_sells_each_seat_once(cloud, told, attempts=150, threads=16, capacity=capacity, losses=losses)


@pytest.mark.storm
@pytest.mark.parametrize("losses", LOSSES)
@pytest.mark.parametrize("capacity", [1, 10, 50])
def test_a_thousand_attempts_sell_each_seat_once(
    cloud: FaultlessCloud, told: list[Aftermath], capacity: int, losses: float
) -> None:
    assert_a_rush_sells_each_seat_once(cloud, told, attempts=1000, threads=64, capacity=capacity, losses=losses)


def test_moves_and_cancellations_between_bookings_harm_nobody(cloud: FaultlessCloud, told: list[Aftermath]) -> None:
    organisation = cloud.organisation()
    plan = a_mixture(organisation, 160, storm_seed())
    result = assert_a_plan_harms_nobody(cloud, organisation, plan, told, threads=16, losses=0.1)
    assert {attempt.request.kind for attempt in result.evidence.attempts} == set(Kind)


@pytest.mark.storm
@pytest.mark.parametrize("losses", LOSSES)
def test_a_thousand_moves_and_cancellations_between_bookings_harm_nobody(
    cloud: FaultlessCloud, told: list[Aftermath], losses: float
) -> None:
    organisation = cloud.organisation()
    plan = a_mixture(organisation, 1000, storm_seed())
    assert_a_plan_harms_nobody(cloud, organisation, plan, told, threads=64, losses=losses)


def test_nobody_is_booked_twice_at_one_time(cloud: FaultlessCloud, told: list[Aftermath]) -> None:
    organisation = cloud.organisation()
    plan = a_double_booker(organisation, 160, storm_seed())
    result = assert_a_plan_harms_nobody(cloud, organisation, plan, told, threads=16, losses=0.1)
    assert result.outcomes["CALENDAR_CONFLICT"] > 0


@pytest.mark.storm
@pytest.mark.parametrize("losses", LOSSES)
def test_a_thousand_overlapping_attempts_book_nobody_twice_at_one_time(
    cloud: FaultlessCloud, told: list[Aftermath], losses: float
) -> None:
    organisation = cloud.organisation()
    plan = a_double_booker(organisation, 1000, storm_seed())
    assert_a_plan_harms_nobody(cloud, organisation, plan, told, threads=64, losses=losses)
