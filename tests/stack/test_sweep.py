"""The sweeper on the local cloud settles each interview once and correctly, and its cost depends on the due work."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.due import DueIndex
from greenroom.adapters.items import encode
from greenroom.adapters.schedule_items import due_shard, interview_item
from greenroom.errors import GreenroomError, InvalidStateError
from greenroom.models.interview import InterviewStatus
from greenroom.models.session import SessionStatus
from greenroom.settings import DUE_SHARDS
from greenroom.usecases.cancel import cancel
from greenroom.usecases.join import check_in
from greenroom.usecases.reschedule import reschedule
from greenroom.usecases.sweep import sweep
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.counting_mailer import Lifetime, ProcessDiedError
from tests.faults.rota import Rota, start_of
from tests.faults.stored_organisation import LINKS

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture
def rota(cloud: FaultlessCloud) -> Rota:
    return Rota(cloud, cloud.organisation())


def test_a_candidate_who_never_came_is_a_no_show_after_the_last_entry_and_not_before(rota: Rota) -> None:
    interview = rota.booked()[0]
    last_entry = start_of(interview) + 10 * MINUTE
    rota.sweep(last_entry - MINUTE)
    assert rota.now_is(interview).status is InterviewStatus.SCHEDULED
    assert rota.sweep(last_entry).no_show == 1
    after = rota.now_is(interview)
    assert (after.status, after.due_at) == (InterviewStatus.NO_SHOW, None)
    session = rota.stores.sessions.session(LINKS.hash_of(interview.session_id or "", interview.booking_version))
    assert session is not None
    assert session.status is SessionStatus.NO_SHOW
    assert rota.actions(interview).count("NO_SHOW") == 1


def test_an_interview_that_the_candidate_entered_is_completed_at_its_end(rota: Rota) -> None:
    interview = rota.booked()[0]
    rota.entered(interview, start_of(interview) + MINUTE)
    assert rota.sweep(start_of(interview) + 59 * MINUTE).completed == 0
    assert rota.sweep(start_of(interview) + 60 * MINUTE).completed == 1
    assert rota.now_is(interview).status is InterviewStatus.COMPLETED
    assert rota.actions(interview)[-1] == "COMPLETED"


def test_each_reminder_is_sent_once_also_by_two_sweepers_at_once(rota: Rota) -> None:
    interviews = rota.booked(4)
    first = start_of(interviews[0])
    for before in (timedelta(days=1), timedelta(hours=1)):
        at = first - before + timedelta(hours=3)  # all four slots start within three hours
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(rota.sweep, at) for _ in range(2)]:
                done.result()
    reminders = [mail for mail in rota.mailer.taken if mail.kind == "REMINDER"]
    assert len(reminders) == len({(mail.to, mail.subject) for mail in reminders})
    assert {mail.to for mail in reminders} == {f"{interview.candidate_id}@example.com" for interview in interviews}


def test_nobody_is_reminded_of_a_time_that_moved_or_was_cancelled(rota: Rota) -> None:
    moved, cancelled = rota.booked(2)
    schedule, by = rota.stores.schedule, rota.organisation.caller("test")
    now = start_of(moved) - timedelta(days=1, hours=12)
    later = rota.organisation.slots(20, 1)[-1]
    reschedule(moved.interview_id, later, None, by=by, schedule=schedule, links=LINKS, now=now)
    cancel(cancelled.interview_id, "Filled.", by=by, schedule=schedule, links=LINKS, now=now)
    rota.sweep(start_of(cancelled) - timedelta(minutes=30))
    # The moved one starts 19 hours later: it is reminded a day before its new time, and not an hour before its old one.
    reminded = [mail.to for mail in rota.mailer.taken if mail.kind == "REMINDER"]
    assert reminded == [f"{moved.candidate_id}@example.com"]


def test_a_booking_whose_stream_record_got_lost_is_invited_by_the_sweeper(rota: Rota) -> None:
    interview = rota.booked()[0]
    assert interview.booked_at is not None
    rota.sweep(interview.booked_at + 14 * MINUTE)
    assert rota.mailer.taken == []
    rota.sweep(interview.booked_at + 15 * MINUTE)
    assert [mail.kind for mail in rota.mailer.taken] == ["INVITATION"]
    rota.sweep(interview.booked_at + 16 * MINUTE)
    assert len(rota.mailer.taken) == 1


@pytest.mark.parametrize("round_number", range(5))
def test_a_sweep_that_races_a_join_a_cancel_and_a_move_leaves_one_outcome(rota: Rota, round_number: int) -> None:
    del round_number  # the same race, five times
    interview = rota.booked()[0]
    start, last_entry = start_of(interview), start_of(interview) + 10 * MINUTE
    by, later = rota.organisation.caller("test"), rota.organisation.slots(30, 1)[-1]

    def attempt(act: Callable[[], Any]) -> bool:
        with suppress(GreenroomError):
            act()
            return True
        return False

    def move() -> Any:
        schedule = rota.stores.schedule
        return reschedule(
            interview.interview_id, later, None, by=by, schedule=schedule, links=LINKS, now=start - timedelta(hours=3)
        )

    def withdraw() -> Any:
        schedule = rota.stores.schedule
        return cancel(interview.interview_id, "Filled.", by=by, schedule=schedule, links=LINKS, now=start)

    acts: list[Callable[[], Any]] = [
        lambda: rota.sweep(last_entry),
        lambda: rota.entered(interview, last_entry),
        move,
        withdraw,
    ]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(attempt, act) for act in acts]:
            done.result()
    after = rota.now_is(interview)
    actions = rota.actions(interview)
    settled = [action for action in actions if action in {"NO_SHOW", "STARTED", "CANCELLED"}]
    assert len(settled) <= 1
    expected = {"NO_SHOW": InterviewStatus.NO_SHOW, "STARTED": InterviewStatus.IN_PROGRESS}
    if settled:
        assert after.status is expected.get(settled[0], InterviewStatus.CANCELLED)
    else:
        assert after.status is InterviewStatus.SCHEDULED
        assert after.slot_id == later


def test_a_sweeper_that_dies_anywhere_leaves_work_for_the_next_one(rota: Rota) -> None:
    interview = rota.booked()[0]
    last_entry = start_of(interview) + 10 * MINUTE
    for calls in range(12):
        with suppress(ProcessDiedError):
            rota.sweep(last_entry, life=Lifetime(calls))
    rota.sweep(last_entry)
    assert rota.now_is(interview).status is InterviewStatus.NO_SHOW
    assert rota.actions(interview).count("NO_SHOW") == 1


def test_a_backlog_larger_than_one_invocation_goes_on_in_the_next(rota: Rota) -> None:
    interviews = rota.booked(6)
    at = start_of(interviews[-1]) + 10 * MINUTE
    left = iter([True] * 4)
    first = rota.sweep(at, lambda: next(left, False))
    assert (first.no_show, first.is_finished) == (4, False)
    second = rota.sweep(at)
    assert (second.no_show, second.is_finished) == (2, True)


def test_a_backlog_in_one_shard_keeps_no_other_waiting(rota: Rota) -> None:
    slots = rota.organisation.slots(1, 64)
    interviews = [rota.books(one, slots[0]) for one in rota.organisation.interviews(24)]
    of_shard = Counter(due_shard(one.interview_id, DUE_SHARDS) for one in interviews)
    at, settled = start_of(interviews[0]) + 10 * MINUTE, set[str]()
    for minute in range(DUE_SHARDS):
        assert rota.sweep(at + minute * MINUTE, iter([True, False]).__next__).no_show == 1
        over = [one for one in interviews if rota.now_is(one).status is InterviewStatus.NO_SHOW]
        settled |= {due_shard(one.interview_id, DUE_SHARDS) for one in over}
    assert settled == set(of_shard)


def test_one_interview_whose_due_work_fails_keeps_none_behind_it_waiting(rota: Rota) -> None:
    broken, *others = rota.booked(3)
    key = {"org_id": broken.org_id, "interview_id": broken.interview_id}
    # A booking that no version of the code has written: reading it fails.
    rota.cloud.client.update_item(
        TableName=rota.cloud.tables.bookings,
        Key=encode({"booking_id": f"{broken.org_id}#{broken.interview_id}"}),
        UpdateExpression="REMOVE starts_at",
    )
    swept = rota.sweep(start_of(others[-1]) + 10 * MINUTE)
    assert [interview_id for interview_id, _error in swept.failed] == [key["interview_id"]]
    assert {rota.now_is(other).status for other in others} == {InterviewStatus.NO_SHOW}


def test_a_sweep_reads_what_is_due_and_not_what_exists(rota: Rota, cloud: FaultlessCloud) -> None:
    quiet = cloud.organisation()
    for interview in Rota(cloud, quiet).booked(40):
        late = interview.changed(due_at=quiet.day + timedelta(days=60))
        cloud.client.put_item(TableName=cloud.tables.interviews, Item=encode(interview_item(late, DUE_SHARDS)))
    calls: list[str] = []
    stores = rota.stores
    client = stores.schedule.database.client
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    index, at = DueIndex(stores.schedule.database, cloud.tables), quiet.day - timedelta(days=9)
    sweep(due_index=index, **stores.means, now=at, has_time=lambda: True)
    assert calls == ["Query"] * 4


def test_an_interview_that_is_over_can_not_be_entered(rota: Rota) -> None:
    interview = rota.booked()[0]
    rota.sweep(start_of(interview) + 10 * MINUTE)
    session = rota.stores.sessions.session(LINKS.hash_of(interview.session_id or "", interview.booking_version))
    assert session is not None
    with pytest.raises(InvalidStateError, match="NO_SHOW"):
        check_in(session, schedule=rota.stores.schedule, now=start_of(interview) + 5 * MINUTE, consented=True)
