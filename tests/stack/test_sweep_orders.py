"""A sweep meets somebody else at any of its calls: each interview ends in one way, rightly, and the log tells it once.

One side is stopped before each of its calls in turn, and the other does all of its work meanwhile. So every order in
which the two can meet is tried, none by luck.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from greenroom.adapters.due import shards_in_turn
from greenroom.adapters.items import decode
from greenroom.adapters.schedule_items import due_shard
from greenroom.errors import GreenroomError
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.session import Session, SessionStatus
from greenroom.settings import DUE_SHARDS
from greenroom.usecases.cancel import cancel
from greenroom.usecases.join import check_in
from greenroom.usecases.reschedule import reschedule
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.counting_mailer import CountingMailer, Lifetime
from tests.faults.invitation_stores import invitation_stores
from tests.faults.rota import Rota, start_of
from tests.faults.stored_organisation import LINKS

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CALLS_OF_A_SWEEP = 8
"""Four queries, one batch of interviews, booking, session, transaction."""
MOST_CALLS_OF_THE_OTHERS = 6
ENDS = {
    "NO_SHOW": (InterviewStatus.NO_SHOW, SessionStatus.NO_SHOW),
    "STARTED": (InterviewStatus.IN_PROGRESS, SessionStatus.IN_PROGRESS),
    "CANCELLED": (InterviewStatus.CANCELLED, SessionStatus.CANCELLED),
    "RESCHEDULED": (InterviewStatus.SCHEDULED, SessionStatus.MOVED),
}
DID = {"joins": "STARTED", "cancels": "CANCELLED", "moves": "RESCHEDULED"}


@dataclass
class Interrupted(Lifetime):
    """A process that is stopped before one of its calls, while something else happens."""

    before: int = 0
    meanwhile: Callable[[], object] = lambda: None
    made: int = 0

    def step(self) -> None:
        self.made += 1
        if self.made == self.before:
            self.meanwhile()

    @property
    def was_interrupted(self) -> bool:
        return self.made >= self.before


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@dataclass
class Meeting:
    """An invited interview whose last entry has just passed, and all requests that compete for it."""

    rota: Rota
    interview: Interview
    session: Session
    later: str
    """Another slot."""

    def sweeps(self, life: Lifetime | None = None) -> bool:
        """Run a sweep. Returns whether it settled the interview."""
        swept = self.rota.sweep(start_of(self.interview) + 10 * MINUTE, life=life)
        assert swept.failed == []
        return swept.no_show == 1

    def does(self, what: str, life: Lifetime | None = None) -> bool:
        """Send another request. Returns whether it succeeded; a refusal changes nothing."""
        schedule = invitation_stores(self.rota.cloud, CountingMailer(), life).schedule
        by, start, one = self.rota.organisation.caller("test"), start_of(self.interview), self.interview.interview_id
        with suppress(GreenroomError):
            if what == "joins":
                check_in(self.session, schedule=schedule, now=start + 10 * MINUTE, consented=True)
            elif what == "cancels":
                cancel(one, "Filled.", by=by, schedule=schedule, links=LINKS, now=start)
            else:
                before = start - 3 * HOUR
                reschedule(one, self.later, None, by=by, schedule=schedule, links=LINKS, now=before)
            return True
        return False

    def assert_it_ended_as(self, action: str) -> None:
        """Assert that interview, session, seat, due time and log agree, with one log entry."""
        after = self.rota.now_is(self.interview)
        session = self.rota.stores.sessions.session(self.session.session_hash)
        assert session is not None
        assert (after.status, session.status) == ENDS[action]
        decided = [one for one in self.rota.actions(self.interview) if one in ENDS]
        assert decided == [action]
        assert after.version == self.interview.version + 1
        assert (after.due_at is None) == (action == "NO_SHOW")
        assert self.seats_taken(self.interview.slot_id) == (0 if action in {"CANCELLED", "RESCHEDULED"} else 1)
        assert self.seats_taken(self.later) == (1 if action == "RESCHEDULED" else 0)

    def seats_taken(self, slot_id: str | None) -> int:
        key = {"org_id": {"S": self.interview.org_id}, "slot_id": {"S": slot_id or ""}}
        found = self.rota.cloud.client.get_item(TableName=self.rota.cloud.tables.slots, Key=key)
        return int(decode(found["Item"])["current_bookings"])


@pytest.fixture
def meeting(cloud: FaultlessCloud) -> Meeting:
    rota = Rota(cloud, cloud.organisation())
    # In the shard that is asked last, so that each call of a sweep comes before its end.
    shard = str(shards_in_turn(rota.organisation.day + 10 * MINUTE, DUE_SHARDS)[-1])
    last = (one for one in rota.organisation.interviews(64, candidates=1) if due_shard(one, DUE_SHARDS) == shard)
    interview = rota.books(next(last), rota.organisation.slots(1, 1)[0])
    session = rota.invited(interview, start_of(interview) - HOUR)
    return Meeting(rota, interview, session, rota.organisation.slots(30, 1)[-1])


@pytest.mark.parametrize("call", range(1, CALLS_OF_A_SWEEP + 1))
def test_of_two_sweeps_one_settles_wherever_the_other_stops(meeting: Meeting, call: int) -> None:
    settled: list[bool] = []
    stopped = Interrupted(before=call, meanwhile=lambda: settled.append(meeting.sweeps()))

    settled.append(meeting.sweeps(stopped))

    assert stopped.was_interrupted
    assert sorted(settled) == [False, True]
    meeting.assert_it_ended_as("NO_SHOW")


@pytest.mark.parametrize("call", range(1, CALLS_OF_A_SWEEP + 1))
@pytest.mark.parametrize("what", DID)
def test_a_change_made_while_a_sweep_is_interrupted_wins(meeting: Meeting, what: str, call: int) -> None:
    got: list[bool] = []
    stopped = Interrupted(before=call, meanwhile=lambda: got.append(meeting.does(what)))

    assert not meeting.sweeps(stopped)

    assert stopped.was_interrupted
    assert got == [True]
    meeting.assert_it_ended_as(DID[what])


@pytest.mark.parametrize("call", range(1, MOST_CALLS_OF_THE_OTHERS + 1))
@pytest.mark.parametrize("what", DID)
def test_a_sweep_that_comes_while_somebody_is_stopped_comes_first(meeting: Meeting, what: str, call: int) -> None:
    swept: list[bool] = []
    stopped = Interrupted(before=call, meanwhile=lambda: swept.append(meeting.sweeps()))

    got = meeting.does(what, stopped)

    if not stopped.was_interrupted:
        assert call > 2, "a change takes at least two calls: a read and its transaction"
        assert got
        assert not meeting.sweeps()
        meeting.assert_it_ended_as(DID[what])
        return
    assert (got, swept) == (False, [True])
    meeting.assert_it_ended_as("NO_SHOW")


@pytest.mark.parametrize("call", range(1, 13))
def test_of_two_sweeps_one_reminds_wherever_the_other_stops(meeting: Meeting, call: int) -> None:
    day_before = start_of(meeting.interview) - timedelta(days=1)
    meeting.rota.mailer.taken.clear()
    reminded: list[int] = []
    later = day_before + timedelta(seconds=1)
    stopped = Interrupted(before=call, meanwhile=lambda: reminded.append(meeting.rota.sweep(later).reminded))

    reminded.append(meeting.rota.sweep(day_before, life=stopped).reminded)

    assert [mail.kind for mail in meeting.rota.mailer.taken] == ["REMINDER"]
    assert sum(reminded) == 1
    assert meeting.rota.actions(meeting.interview).count("EMAIL_SENT") == 2, "the invitation and this reminder"
    # The side that met the other's claim checks again when the claim is stale, and finds it settled.
    for at in (day_before + MINUTE, day_before + 16 * MINUTE):
        assert meeting.rota.sweep(at).reminded == 0
    assert meeting.rota.now_is(meeting.interview).due_at == start_of(meeting.interview) - HOUR
    assert len(meeting.rota.mailer.taken) == 1
