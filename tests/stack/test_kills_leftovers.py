"""Claims of mails that came too late to be sent: none stays open when the interview is over."""

from collections.abc import Callable

import pytest

from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.premises import Premises
from tests.faults.stage import Stage, a_stage


def invited(house: Premises) -> Stage:
    stage = a_stage(house)
    stage.stream()
    stage.time_passes()
    return stage


def reminded_in_an_hour(house: Premises) -> Stage:
    stage = invited(house)
    house.clock.to(stage.booking.starts_at)
    house.clock.forward(minutes=-60)
    return stage


def resend(stage: Stage) -> None:
    assert stage.asks("create_session", "POST", f"/interviews/{stage.interview_id}/resend").status == 200


def nobody_comes(stage: Stage) -> None:
    """The sweeper comes back when the last entry has passed, and not before."""
    stage.premises.clock.to(stage.booking.last_entry_at)
    stage.time_passes(minutes=1)


def it_is_cancelled(stage: Stage) -> None:
    answer = stage.asks("book_slot", "POST", f"/interviews/{stage.interview_id}/cancel", {"reason": "Filled."})
    assert answer.status == 200, answer.text
    stage.time_passes(minutes=16)


def assert_each_letter_has_an_end(stage: Stage) -> None:
    states = stage.mail_states() | {
        part.removeprefix("MAIL#"): item["status"]
        for kept in stage.kept
        for part, item in stage.parts(kept).items()
        if part.startswith("MAIL#")
    }
    assert set(states.values()) <= {"SENT", "FAILED"}, states
    told = stage.log()
    for kind in (kind for kind, state in states.items() if state == "FAILED"):
        assert told[f"EMAIL_FAILED {kind}"] == 1, (kind, told)


@pytest.mark.parametrize(
    ("begins", "act", "passes"),
    [
        (reminded_in_an_hour, Stage.sweeps, nobody_comes),
        (reminded_in_an_hour, Stage.sweeps, it_is_cancelled),
        (invited, resend, nobody_comes),
    ],
)
def test_no_claim_stays_open_whoever_dies_over_a_letter(
    house: Premises,
    begins: Callable[[Premises], Stage],
    act: Callable[[Stage], None],
    passes: Callable[[Stage], None],
) -> None:
    left: list[int] = []

    def judge(stage: Stage, _death: Death) -> None:
        left.append(list(stage.mail_states().values()).count("CLAIMED"))
        passes(stage)
        assert_each_letter_has_an_end(stage)

    # Each call: of some only, none might be the one between claim and end.
    killed_at_every_call(lambda: begins(house), act, judge, None)
    assert any(left), "nobody died over a claim"
