"""Many interviews at once: booked on the next free slots, moved all or none, cancelled; slots closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from local.gateway import Client
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder

DEV = "dev@example.com"


def day_ahead(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.fixture
def job_id(api: Client) -> str:
    return str(a_new_job(api)["job_id"])


def people(api: Client, job_id: str, *names: str) -> list[str]:
    return [an_enabled_candidate(api, job_id, email=f"{one}@example.com")["candidate_id"] for one in names]


def slots_at(api: Client, job_id: str, *hours: int, days: int = 2, **fields: Any) -> list[str]:
    return [
        a_new_slot(
            api,
            job_id,
            interview_date=day_ahead(days),
            start_time=f"{hour:02d}:00",
            end_time=f"{hour:02d}:45",
            **fields,
        )["slot_id"]
        for hour in hours
    ]


def held_by_dev(api: Client, job_id: str, slot_id: str, name: str) -> str:
    [candidate_id] = people(api, job_id, name)
    body = {"candidate_id": candidate_id, "job_id": job_id}
    return str(a_new_interview(api, body, slot_id=slot_id, interviewer_email=DEV)["interview_id"])


def lines(answer: Any, name: str = "status") -> list[Any]:
    return [line[name] for line in answer["items"]]


def test_candidates_get_the_soonest_free_slots_in_their_order(api: Client, job_id: str) -> None:
    later, sooner = slots_at(api, job_id, 12, 9)
    [both] = slots_at(api, job_id, 15, max_candidates=2)
    candidate_ids = people(api, job_id, "a", "b", "c", "d", "e")

    answer = done(api, "POST", f"/jobs/{job_id}/book", {"candidate_ids": candidate_ids})

    assert lines(answer, "candidate_id") == candidate_ids
    assert lines(answer, "slot_id") == [sooner, later, both, both, None]
    assert lines(answer) == ["OK", "OK", "OK", "OK", "SLOT_FULL"]
    assert done(api, "GET", f"/interviews/slots/{both}")["current_bookings"] == 2


def test_booking_many_again_books_nobody_twice(api: Client, job_id: str) -> None:
    slots_at(api, job_id, 9, 10, 11, 12)
    candidate_ids = people(api, job_id, "a", "b")
    body = {"candidate_ids": candidate_ids}

    first, again = (done(api, "POST", f"/jobs/{job_id}/book", body) for _ in range(2))

    assert first == again
    assert len(done(api, "GET", f"/interviews?job_id={job_id}")["items"]) == 2


def test_only_one_of_two_simultaneous_requests_books(api: Client, job_id: str, cloud: Database) -> None:
    slots_at(api, job_id, 9, 10)
    body, events, other = {"candidate_ids": people(api, job_id, "a")}, cloud.client.meta.events, list[Any]()

    def overtake(**_call: Any) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="overtaking")
        other.append(done(api, "POST", f"/jobs/{job_id}/book", body))

    events.register("before-call.dynamodb.TransactWriteItems", overtake, unique_id="overtaking")
    assert done(api, "POST", f"/jobs/{job_id}/book", body) == other[0]
    assert len(done(api, "GET", f"/interviews?job_id={job_id}")["items"]) == 1


def test_a_pending_interview_is_booked_and_who_can_not_be_booked_stops_nobody(
    api: Client, job_id: str, found: Founder
) -> None:
    slots_at(api, job_id, 9, 10)
    [ready] = people(api, job_id, "a")
    closed = a_new_candidate(api, job_id, email="b@example.com")["candidate_id"]
    foreign = a_new_candidate(found("Other").admin)["candidate_id"]
    pending = a_new_interview(api, {"candidate_id": ready, "job_id": job_id})

    answer = done(api, "POST", f"/jobs/{job_id}/book", {"candidate_ids": [closed, foreign, ready]})

    assert lines(answer) == ["NOT_SHORTLISTED", "NOT_FOUND", "OK"]
    assert answer["items"][2]["interview_id"] == pending["interview_id"]
    assert "Shortlist" in answer["items"][0]["error"]


def test_a_candidate_who_is_busy_at_the_soonest_slot_gets_a_later_one(api: Client, job_id: str) -> None:
    elsewhere = a_booked_interview(api)  # of meera@example.com, at ten
    sooner, later = slots_at(api, job_id, 10, 14)
    [busy] = people(api, job_id, "meera")
    [free] = people(api, job_id, "a")

    answer = done(api, "POST", f"/jobs/{job_id}/book", {"candidate_ids": [busy, free]})

    assert lines(answer, "slot_id") == [later, sooner]
    assert elsewhere["status"] == "SCHEDULED"


def test_booking_keeps_to_the_days_that_are_asked_for(api: Client, job_id: str) -> None:
    slots_at(api, job_id, 9)
    [wanted] = slots_at(api, job_id, 9, days=4)
    body = {"candidate_ids": people(api, job_id, "a"), "from": day_ahead(3), "to": day_ahead(5)}
    assert lines(done(api, "POST", f"/jobs/{job_id}/book", body), "slot_id") == [wanted]


def test_the_day_of_an_interviewer_moves_by_days_and_keeps_its_times(api: Client, job_id: str) -> None:
    ids = [held_by_dev(api, job_id, one, name) for one, name in zip(slots_at(api, job_id, 9, 11), "ab", strict=True)]
    before = [done(api, "GET", f"/interviews/{one}") for one in ids]
    body = {"interviewer_email": DEV, "day": day_ahead(2), "to": {"days": 3}}

    answer = done(api, "POST", "/interviews/move", body)

    assert lines(answer) == ["OK", "OK"]
    for was, one in zip(before, ids, strict=True):
        now = done(api, "GET", f"/interviews/{one}")
        moved_by = datetime.fromisoformat(now["started_at"]) - datetime.fromisoformat(was["started_at"])
        assert (moved_by, now["version"]) == (timedelta(days=3), was["version"] + 1)
        assert done(api, "GET", f"/interviews/slots/{was['slot_id']}")["current_bookings"] == 0
    # No interview is left on that day.
    assert done(api, "POST", "/interviews/move", body)["items"] == []


def test_moving_by_days_under_the_same_key_moves_once(api: Client, job_id: str) -> None:
    [slot_id] = slots_at(api, job_id, 9)
    interview_id = held_by_dev(api, job_id, slot_id, "a")
    body = {"interview_ids": [interview_id], "to": {"days": 1}}
    for _ in range(2):
        answer = api("POST", "/interviews/move", body, headers={"Idempotency-Key": "friday"})
        assert lines(answer.json) == ["OK"]
    assert done(api, "GET", f"/interviews/{interview_id}")["started_at"].startswith(day_ahead(3))


def test_no_interview_is_moved_if_one_cannot_be_moved(api: Client, job_id: str) -> None:
    first, second = slots_at(api, job_id, 9, 11)
    ids = [held_by_dev(api, job_id, first, "a"), held_by_dev(api, job_id, second, "b")]
    [in_the_way] = slots_at(api, job_id, 11, days=3)
    held_by_dev(api, job_id, in_the_way, "c")
    before = [done(api, "GET", f"/interviews/{one}") for one in ids]

    answer = done(api, "POST", "/interviews/move", {"interview_ids": [*ids, "int_none"], "to": {"days": 1}})

    assert lines(answer) == ["NOT_MOVED", "CALENDAR_CONFLICT", "NOT_FOUND"]
    assert [done(api, "GET", f"/interviews/{one}") for one in ids] == before


def test_a_set_moves_into_the_times_that_it_leaves_itself(api: Client, job_id: str) -> None:
    first, second = (slots_at(api, job_id, 9, days=days)[0] for days in (2, 3))
    ids = [held_by_dev(api, job_id, first, "a"), held_by_dev(api, job_id, second, "b")]
    assert lines(done(api, "POST", "/interviews/move", {"interview_ids": ids, "to": {"days": 1}})) == ["OK", "OK"]
    assert lines(done(api, "POST", "/interviews/move", {"interview_ids": ids, "to": {"days": -1}})) == ["OK", "OK"]


def test_a_set_moves_to_slots_which_are_filled_in_their_order(api: Client, job_id: str) -> None:
    ids = [held_by_dev(api, job_id, one, name) for one, name in zip(slots_at(api, job_id, 9, 10), "ab", strict=True)]
    targets = slots_at(api, job_id, 9, 10, days=4)
    body = {"interview_ids": ids, "to": {"slots": targets}}

    answers = [done(api, "POST", "/interviews/move", body) for _ in range(2)]

    assert lines(answers[0], "slot_id") == targets
    assert answers[0] == answers[1]
    too_few = {"interview_ids": ids, "to": {"slots": slots_at(api, job_id, 9, days=5)}}
    assert lines(done(api, "POST", "/interviews/move", too_few)) == ["NOT_MOVED", "SLOT_FULL"]


def test_the_day_of_an_interviewer_is_cancelled(api: Client, job_id: str) -> None:
    ids = [held_by_dev(api, job_id, one, name) for one, name in zip(slots_at(api, job_id, 9, 11), "ab", strict=True)]
    body = {"interviewer_email": DEV.upper(), "day": day_ahead(2), "reason": "Dev is ill."}
    assert lines(done(api, "POST", "/interviews/cancel", body)) == ["OK", "OK"]
    again = {"interview_ids": ids, "reason": "Dev is ill."}
    assert lines(done(api, "POST", "/interviews/cancel", again)) == ["OK", "OK"]
    assert {done(api, "GET", f"/interviews/{one}")["status"] for one in ids} == {"CANCELLED"}


def test_another_organisations_interviews_and_slots_are_not_there(api: Client, job_id: str, found: Founder) -> None:
    [slot_id] = slots_at(api, job_id, 9)
    interview_id = held_by_dev(api, job_id, slot_id, "a")
    stranger = found("Other").admin
    own = {"interview_ids": [interview_id]}
    assert lines(done(stranger, "POST", "/interviews/move", own | {"to": {"days": 1}})) == ["NOT_FOUND"]
    assert lines(done(stranger, "POST", "/interviews/cancel", own | {"reason": "x"})) == ["NOT_FOUND"]
    assert lines(done(stranger, "POST", "/interviews/slots/close", {"slot_ids": [slot_id]})) == ["NOT_FOUND"]
    assert stranger("POST", "/interviews/move", own | {"to": {"slots": [slot_id]}}).status == 404
    assert stranger("POST", f"/jobs/{job_id}/book", {"candidate_ids": ["cand_x"]}).status == 404


def test_slots_are_closed_each_by_itself(api: Client, job_id: str) -> None:
    free, taken = slots_at(api, job_id, 9, 11)
    held_by_dev(api, job_id, taken, "a")
    body = {"slot_ids": [free, taken, "slot_none"]}
    answers = [done(api, "POST", "/interviews/slots/close", body) for _ in range(2)]
    assert lines(answers[0]) == ["OK", "INVALID_STATE", "NOT_FOUND"]
    assert answers[0] == answers[1]
    assert done(api, "GET", f"/interviews/slots/{free}")["status"] == "CANCELLED"


@pytest.mark.parametrize(
    "body",
    [
        {"to": {"days": 1}},
        {"interview_ids": ["int_a"], "interviewer_email": DEV, "day": "2026-11-27", "to": {"days": 1}},
        {"interviewer_email": DEV, "to": {"days": 1}},
        {"interview_ids": ["int_a"], "to": {}},
        {"interview_ids": ["int_a"], "to": {"days": 0}},
        {"interview_ids": ["int_a"], "to": {"days": 1, "slots": ["slot_a"]}},
    ],
)
def test_a_move_that_says_nothing_or_two_things_is_refused(api: Client, body: dict[str, Any]) -> None:
    assert api("POST", "/interviews/move", body).code == "VALIDATION"
