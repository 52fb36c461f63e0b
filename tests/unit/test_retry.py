"""An attempt that loses a race is repeated with pauses, and only so often and so long."""

import pytest

from greenroom.errors import BusyError, ConditionsFailedError, ContentionError
from greenroom.usecases.retry import GIVE_UP_AFTER, LONGEST_PAUSE, TRIES, repeated


class Race:
    """An attempt that loses so many times, on a clock that each pause moves on."""

    def __init__(self, losses: int, error: Exception, seconds_each: float = 0.0) -> None:
        self.losses, self.error, self.seconds_each = losses, error, seconds_each
        self.tries = 0
        self.now = 0.0
        self.pauses: list[float] = []

    def attempt(self) -> str:
        self.tries += 1
        self.now += self.seconds_each
        if self.tries <= self.losses:
            raise self.error
        return "won"

    def outcome(self) -> str:
        return repeated(self.attempt, pause=self.pauses.append, clock=lambda: self.now)


@pytest.mark.parametrize("error", [ContentionError(), ConditionsFailedError({})], ids=["contention", "condition"])
def test_an_attempt_that_loses_is_repeated_until_it_wins(error: Exception) -> None:
    race = Race(3, error)
    assert race.outcome() == "won"
    assert race.tries == 4
    assert len(race.pauses) == 3
    assert all(0 <= pause <= LONGEST_PAUSE for pause in race.pauses)


def test_after_eight_tries_somebody_is_told_to_try_again() -> None:
    race = Race(TRIES, ContentionError())
    with pytest.raises(BusyError):
        race.outcome()
    assert (race.tries, len(race.pauses)) == (TRIES, TRIES - 1)


def test_no_attempt_begins_after_eight_seconds() -> None:
    race = Race(TRIES, ContentionError(), seconds_each=GIVE_UP_AFTER / 2)
    with pytest.raises(BusyError):
        race.outcome()
    assert race.tries == 2


@pytest.mark.parametrize("error", [BusyError("The provider is busy."), ValueError("wrong")], ids=["busy", "wrong"])
def test_only_a_lost_race_is_repeated(error: Exception) -> None:
    race = Race(1, error)
    with pytest.raises(type(error)):
        race.outcome()
    assert race.tries == 1
