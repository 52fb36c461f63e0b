"""Claims of e-mails that were too late to be sent: none stays open after the interview."""

from collections.abc import Callable

import pytest

from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_interview import StoredInterview, a_stored_interview


def invited(functions: FunctionsInProcess) -> StoredInterview:
    stored = a_stored_interview(functions)
    stored.stream()
    stored.time_passes()
    return stored


def reminded_in_an_hour(functions: FunctionsInProcess) -> StoredInterview:
    stored = invited(functions)
    functions.clock.to(stored.booking.starts_at)
    functions.clock.forward(minutes=-60)
    return stored


def resend(stored: StoredInterview) -> None:
    assert stored.asks("create_session", "POST", f"/interviews/{stored.interview_id}/resend").status == 200


def nobody_comes(stored: StoredInterview) -> None:
    """Run the sweeper after the last entry, and not before."""
    stored.functions.clock.to(stored.booking.last_entry_at)
    stored.time_passes(minutes=1)


def it_is_cancelled(stored: StoredInterview) -> None:
    answer = stored.asks("book_slot", "POST", f"/interviews/{stored.interview_id}/cancel", {"reason": "Filled."})
    assert answer.status == 200, answer.text
    stored.time_passes(minutes=16)


def assert_each_letter_has_an_end(stored: StoredInterview) -> None:
    states = stored.mail_states() | {
        part.removeprefix("MAIL#"): item["status"]
        for kept in stored.kept
        for part, item in stored.parts(kept).items()
        if part.startswith("MAIL#")
    }
    assert set(states.values()) <= {"SENT", "FAILED"}, states
    told = stored.log()
    for kind in (kind for kind, state in states.items() if state == "FAILED"):
        assert told[f"EMAIL_FAILED {kind}"] == 1, (kind, told)


@pytest.mark.parametrize(
    ("begins", "act", "passes"),
    [
        (reminded_in_an_hour, StoredInterview.sweeps, nobody_comes),
        (reminded_in_an_hour, StoredInterview.sweeps, it_is_cancelled),
        (invited, resend, nobody_comes),
    ],
)
def test_no_claim_stays_open_whoever_dies_over_a_letter(
    functions: FunctionsInProcess,
    begins: Callable[[FunctionsInProcess], StoredInterview],
    act: Callable[[StoredInterview], None],
    passes: Callable[[StoredInterview], None],
) -> None:
    left: list[int] = []

    def judge(stored: StoredInterview, _death: Death) -> None:
        left.append(list(stored.mail_states().values()).count("CLAIMED"))
        passes(stored)
        assert_each_letter_has_an_end(stored)

    # All calls, because a sample might miss the one between claim and end.
    killed_at_every_call(lambda: begins(functions), act, judge, None)
    assert any(left), "nobody died over a claim"
