"""Hypothesis chooses the order: at any database call of one request, another request runs or a fault occurs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, repeat
from typing import Literal
from unittest.mock import patch

import pytest
from botocore.retries.standard import ExponentialBackoff
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from tests.faults import kinds
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.history import Kind
from tests.faults.recruiter_system import READ, TRANSACTION, RecruiterSystem, a_recruiter_system
from tests.faults.rules import Fault
from tests.faults.seeds import storm_seed

INTERVIEWS, SLOTS = range(3), range(3)
FAULTS = {
    "none": None,
    "dropped before": kinds.dropped_before(),
    "dropped after": kinds.dropped_after(),
    "duplicated": kinds.duplicated(),
    "500 after": kinds.broken(after=True),
    "throttled": kinds.throttled(),
    "conflict": kinds.in_conflict(),
}


@dataclass(frozen=True)
class Ask:
    """One request: of three interviews two are of one candidate; of three slots of one seat two overlap."""

    kind: Kind
    interview: int
    slot: int
    expected: int | None


@dataclass(frozen=True)
class Step:
    """A request, the request that runs at its n-th read or write, and the fault of its n-th transaction."""

    ask: Ask
    between: Ask | Literal["the same"] | None
    where: str
    nth: int
    fault: str
    faulty: int


asks = st.builds(
    Ask, st.sampled_from(Kind), st.sampled_from(INTERVIEWS), st.sampled_from(SLOTS), st.none() | st.integers(0, 3)
)
same: st.SearchStrategy[Literal["the same"]] = st.just("the same")
steps = st.builds(
    Step,
    asks,
    st.none() | same | asks,
    st.sampled_from(["before", "after", "torn", "torn the other way"]),
    st.integers(1, 2),
    st.sampled_from(sorted(FAULTS)),
    st.integers(1, 3),
)


WORLDS_OF_ONE_SET_OF_TABLES = 25


@pytest.fixture(scope="module")
def clouds() -> Iterator[Iterator[FaultlessCloud]]:
    with a_cloud() as running:
        yield (tables for _ in count() for tables in repeat(running.anew(), WORLDS_OF_ONE_SET_OF_TABLES))


def play(recruiter: RecruiterSystem, plan: list[Step]) -> None:
    interviews = [*recruiter.organisation.interviews(2, candidates=1), *recruiter.organisation.interviews(1)]
    slots = [
        *recruiter.organisation.slots(2, 1, minutes_apart=30),
        *recruiter.organisation.slots(1, 1, minutes_apart=0),
    ]

    def asked(ask: Ask) -> None:
        slot = None if ask.kind is Kind.CANCEL else slots[ask.slot]
        recruiter.call(ask.kind, interviews[ask.interview], slot, ask.expected if ask.kind is Kind.RESCHEDULE else None)

    def interruption(between: Ask, where: str) -> tuple[str, Fault]:
        def happens() -> None:
            asked(between)

        if where.startswith("torn"):
            seats = recruiter.organisation.tables.slots
            is_first = (lambda table: table == seats) if where == "torn" else (lambda table: table != seats)
            return READ, kinds.torn(happens, is_first)
        return ("*" if where == "before" else TRANSACTION), kinds.meanwhile(happens, after=where == "after")

    for step in plan:
        if step.between is not None:
            between = step.ask if step.between == "the same" else step.between
            operation, fault = interruption(between, step.where)
            recruiter.fails(fault, operation, 1 if step.where.startswith("torn") else step.nth)
        chosen = FAULTS[step.fault]
        if chosen is not None:
            recruiter.fails(chosen, TRANSACTION, step.faulty)
        asked(step.ask)
        recruiter.proxy.heal()


def assert_any_order_is_fair(clouds: Iterator[FaultlessCloud], plan: list[Step]) -> None:
    with (
        patch.object(ExponentialBackoff, "delay_amount", return_value=0.0),
        a_recruiter_system(next(clouds)) as recruiter,
    ):
        play(recruiter, plan)
        recruiter.afterwards()


in_all_orders = settings(deadline=None, database=None, print_blob=False)
# Making a failure smaller takes minutes: the long run does it.
soon = settings(in_all_orders, max_examples=30, phases=[Phase.explicit, Phase.generate])


@seed(storm_seed())
@soon
@given(st.lists(steps, min_size=3, max_size=8))
def test_any_order_of_requests_and_faults_is_fair(clouds: Iterator[FaultlessCloud], plan: list[Step]) -> None:
    assert_any_order_is_fair(clouds, plan)


@pytest.mark.storm
@seed(storm_seed())
@settings(in_all_orders, max_examples=500)
@given(st.lists(steps, min_size=3, max_size=12))
def test_very_many_orders_of_requests_and_faults_are_fair(clouds: Iterator[FaultlessCloud], plan: list[Step]) -> None:
    assert_any_order_is_fair(clouds, plan)
