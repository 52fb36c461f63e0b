"""The requests of storms."""

import random
from dataclasses import dataclass

from tests.faults.history import Kind, Request
from tests.faults.stored_organisation import StoredOrganisation


@dataclass(frozen=True)
class Plan:
    """The requests before a storm, and those in the storm; each in any order."""

    first: tuple[Request, ...]
    then: tuple[Request, ...]


def a_rush(organisation: StoredOrganisation, attempts: int, capacity: int) -> tuple[str, list[Request]]:
    """Every candidate wants the same slot."""
    (slot,) = organisation.slots(1, capacity)
    interviews = organisation.interviews(attempts)
    return slot, [Request(f"rush {n}", Kind.BOOK, interview, slot) for n, interview in enumerate(interviews)]


def a_mixture(organisation: StoredOrganisation, attempts: int, seed: int) -> Plan:
    """Of booked interviews, half are moved and a fifth cancelled while new ones come in; some ask everything twice."""
    chance = random.Random(seed)
    slots = organisation.slots(max(4, attempts // 40), 10)
    interviews = organisation.interviews(attempts // 2)
    booked, new = interviews[: len(interviews) // 2], interviews[len(interviews) // 2 :]
    first = [Request(f"calm {n}", Kind.BOOK, one, chance.choice(slots)) for n, one in enumerate(booked)]
    then = [Request(f"new {n}", Kind.BOOK, one, chance.choice(slots)) for n, one in enumerate(new)]
    number = 0
    while len(then) < attempts:
        number += 1
        kind = chance.choices([Kind.RESCHEDULE, Kind.CANCEL, Kind.BOOK], [5, 2, 1])[0]
        slot = None if kind is Kind.CANCEL else chance.choice(slots)
        expected = chance.choice([None, None, 1, 2]) if kind is Kind.RESCHEDULE else None
        one = chance.choice(interviews if kind is Kind.BOOK else booked)
        twins = 2 if chance.random() < 0.2 else 1
        then += [Request(f"mix {number} {twin}", kind, one, slot, expected) for twin in range(twins)]
    return Plan(tuple(first), tuple(then))


def a_double_booker(organisation: StoredOrganisation, attempts: int, seed: int) -> Plan:
    """Few candidates with many interviews each, on slots that overlap: booked, and moved, all at once."""
    chance = random.Random(seed)
    slots = organisation.slots(24, 500, minutes_apart=20)
    interviews = organisation.interviews(attempts // 2, candidates=max(4, attempts // 20))
    then = [Request(f"book {n}", Kind.BOOK, one, chance.choice(slots)) for n, one in enumerate(interviews)]
    for number in range(attempts - len(then)):
        kind = chance.choices([Kind.RESCHEDULE, Kind.CANCEL, Kind.BOOK], [6, 1, 3])[0]
        slot = None if kind is Kind.CANCEL else chance.choice(slots)
        then.append(Request(f"again {number}", kind, chance.choice(interviews), slot))
    return Plan((), tuple(then))
