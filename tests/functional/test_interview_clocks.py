"""Clocks, ends, windows and drafts of an interview through /ai/*."""

from collections.abc import Callable
from datetime import datetime, timedelta

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.rules.due import CLOSING_CHECK_AFTER
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate, make_report, parts
from tests.functional.sweeps import swept_at
from tests.world import Founder, app

ANSWER = "I would first reproduce it with a test, then fix the cause, and measure again."


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def swept(
    invited: InvitedCandidate, now: datetime, ask_for_report: Callable[[str], None] = lambda _interview_id: None
) -> None:
    """Run the sweeper."""
    swept_at(now, invited.org_id, ask_for_report=lambda _org, found: ask_for_report(found))


def test_a_late_answer_is_taken_whole_and_called_late(invited: InvitedCandidate, cloud: Database, clock: Clock) -> None:
    first = invited.did("start")["question"]
    clock.forward(seconds=20 + first["time_limit_seconds"] + 60)
    step = invited.did("answer", question_id=first["id"], text=ANSWER)
    stored = parts(cloud, invited)["TURN#01"]
    assert stored["text"] == ANSWER
    assert 59 <= stored["late_seconds"] <= 62
    assert moment(step["question"]["asked_at"]) >= moment(first["ends_at"])


def test_an_answer_within_the_grace_is_not_late(invited: InvitedCandidate, cloud: Database, clock: Clock) -> None:
    first = invited.did("start")["question"]
    clock.forward(seconds=20 + first["time_limit_seconds"] + 10)
    invited.did("answer", question_id=first["id"], text=ANSWER)
    assert parts(cloud, invited)["TURN#01"]["late_seconds"] == 0


def test_a_questions_clock_starts_when_it_is_shown_and_typing_gets_its_time(
    invited: InvitedCandidate, clock: Clock
) -> None:
    first = invited.did("start", client_id="one")["question"]
    given = moment(first["asked_at"])
    assert (moment(first["thinks_until"]) - given).total_seconds() == 20
    assert (moment(first["ends_at"]) - given).total_seconds() == 20 + first["time_limit_seconds"]

    clock.forward(seconds=5)
    beat = invited.did("heartbeat", client_id="one", question_id=first["id"], shown=True, typed=True)
    clock.forward(seconds=60)
    again = invited.did("heartbeat", client_id="one", question_id=first["id"], shown=True)
    assert (again["shown_at"], again["typed"]) == (beat["shown_at"], True)

    same = invited.did("start", client_id="one")["question"]
    typing = first["time_limit_seconds"] // 2
    assert same["clock"]["typed"] is True
    assert moment(same["ends_at"]) == moment(beat["shown_at"]) + timedelta(
        seconds=20 + first["time_limit_seconds"] + typing
    )


def test_the_unused_time_of_an_answer_is_added_to_the_next(
    invited: InvitedCandidate, clock: Clock, cloud: Database
) -> None:
    first = invited.did("start")["question"]
    clock.forward(seconds=60)
    second = invited.did("answer", question_id=first["id"], text=ANSWER)["question"]
    saved = parts(cloud, invited)["TURN#01"]["unused_seconds"]
    assert first["time_limit_seconds"] - 42 <= saved <= first["time_limit_seconds"] - 38
    assert second["clock"]["saved_seconds"] == saved
    own = 20 + second["time_limit_seconds"]
    assert (moment(second["ends_at"]) - moment(second["asked_at"])).total_seconds() == own + saved


def test_the_interview_ends_by_the_clock_with_what_was_answered(invited: InvitedCandidate, clock: Clock) -> None:
    first = invited.did("start")["question"]
    second = invited.did("answer", question_id=first["id"], text=ANSWER)["question"]
    clock.to(invited.booking.ends_at)
    clock.forward(seconds=5)
    # An answer that was being sent at the end is accepted as the last one.
    assert invited.did("answer", question_id=second["id"], text=ANSWER)["done"] is True
    assert app.schedule.interview(invited.org_id, invited.interview_id).status == "COMPLETED"


def test_after_the_end_nothing_more_is_taken(invited: InvitedCandidate, clock: Clock) -> None:
    first = invited.did("start")["question"]
    clock.to(invited.booking.ends_at)
    clock.forward(seconds=45)
    refused = invited("answer", question_id=first["id"], text=ANSWER)
    assert (refused.status, refused.code) == (409, "INVALID_STATE")


def test_extra_time_stretches_every_timer(found: Founder, clock: Clock) -> None:
    plain, stretched = an_invited_candidate(found), an_invited_candidate(found, extra_time_percent=50)
    assert stretched.booking.ends_at - stretched.booking.starts_at == 1.5 * (
        plain.booking.ends_at - plain.booking.starts_at
    )
    limits = {question["time_limit_seconds"] % 3 for question in stretched.sits_through(lambda _question: ANSWER)}
    assert limits == {0}


def test_a_reload_finds_the_draft_of_the_question(invited: InvitedCandidate) -> None:
    first = invited.did("start", client_id="one")["question"]
    beat = invited.did("heartbeat", client_id="one", question_id=first["id"], text="I would fir")
    assert (beat["saved"], beat["active"], beat["state"]) == (True, True, "IN_PROGRESS")
    again = invited.did("start", client_id="another-device")["question"]
    assert (again["id"], again["draft"]["text"]) == (first["id"], "I would fir")
    following = invited.did("answer", question_id=first["id"], text=ANSWER)["question"]
    assert following["draft"] is None


def test_the_newer_of_two_windows_continues_and_the_older_changes_nothing(
    invited: InvitedCandidate, cloud: Database
) -> None:
    question = invited.did("start", client_id="old")["question"]
    invited.did("start", client_id="new")
    invited.did("heartbeat", client_id="new", question_id=question["id"], text="newer words")

    beat = invited.did("heartbeat", client_id="old", question_id=question["id"], text="older words")
    handed_in = invited("answer", client_id="old", question_id=question["id"], text="older words")

    assert (beat["active"], beat["saved"]) == (False, False)
    assert handed_in.code == "INVALID_STATE"
    held = parts(cloud, invited)
    assert held["PRESENCE"]["draft"]["text"] == "newer words"
    assert "TURN#01" not in held
    # The candidate returns to the older window.
    invited.did("start", client_id="old")
    assert invited.did("heartbeat", client_id="old")["active"] is True
    assert invited.did("heartbeat", client_id="new")["active"] is False


def test_before_it_opens_and_after_the_last_entry_the_room_is_closed(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    clock.forward(days=-2)
    assert invited("start").code == "OUTSIDE_WINDOW"
    clock.to(invited.booking.last_entry_at)
    clock.forward(seconds=5)
    assert invited("start").code == "OUTSIDE_WINDOW"
    clock.forward(days=3)
    assert (invited("start").status, invited("start").code) == (410, "LINK_EXPIRED")


def test_an_interview_finished_at_its_end_however_late_the_sweeper_looks(
    invited: InvitedCandidate, clock: Clock
) -> None:
    invited.did("start")
    clock.forward(hours=3)
    swept(invited, app.now())
    assert invited.report()["finished_at"] == rfc3339(invited.booking.ends_at)
    session = app.sessions.session(invited.session_hash)
    assert session is not None
    assert session.ended_at == invited.booking.ends_at


def test_an_interview_finished_at_its_end_however_late_its_candidate_says_so(
    invited: InvitedCandidate, clock: Clock
) -> None:
    invited.did("start")
    clock.forward(hours=3)
    assert invited.did("finish")["done"] is True
    assert invited.report()["finished_at"] == rfc3339(invited.booking.ends_at)


def test_the_end_of_a_candidate_who_finishes_early_is_that_time(invited: InvitedCandidate, clock: Clock) -> None:
    invited.answers_some(ANSWER)
    finished_at = app.now()
    clock.forward(hours=3)
    swept(invited, app.now())
    took = finished_at - moment(invited.report()["finished_at"])
    assert timedelta() <= took < timedelta(seconds=10)


def test_an_absent_candidate_is_a_no_show_after_the_last_entry(invited: InvitedCandidate, clock: Clock) -> None:
    clock.forward(hours=3)
    swept(invited, app.now())
    session = app.sessions.session(invited.session_hash)
    assert session is not None
    assert (session.status, session.ended_at) == ("NO_SHOW", invited.booking.last_entry_at)


def test_the_sweeper_asks_for_a_report_and_the_report_is_made_once(invited: InvitedCandidate, clock: Clock) -> None:
    invited.sits_through(lambda _question: ANSWER)
    asked_for: list[str] = []
    later = utc_now().replace(year=utc_now().year + 1)
    swept(invited, later, asked_for.append)
    assert asked_for == [invited.interview_id]
    assert invited.report()["status"] == "PENDING"
    make_report(invited)
    make_report(invited)
    report = invited.report()
    assert (report["status"], report["made_by"], report["model"]) == ("READY", "COVERAGE", None)
    # The remaining work is to check the closing e-mail.
    stored = app.schedule.interview(invited.org_id, invited.interview_id)
    assert stored.completed_at is not None
    assert stored.due_at == stored.completed_at + CLOSING_CHECK_AFTER
    actions = [
        entry["action"]
        for entry in invited.tenant.admin("GET", f"/interviews/{invited.interview_id}/logs").json["items"]
    ]
    assert actions.count("REPORT_READY") == 1
