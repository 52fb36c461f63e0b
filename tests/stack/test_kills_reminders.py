"""Reminders whose sender dies at any call: each comes as long as the interview is still to come."""

from typing import Any

import pytest

from greenroom.models.interview import InterviewType, Provider
from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.premises import Premises
from tests.faults.stage import Stage, a_stage

SENT = "SendEmail"
INTERVIEWER_REMINDED = "EMAIL_SENT REMINDER#60#INTERVIEWER#"


@pytest.mark.parametrize("ses_tells", [False, True])
def test_a_reminder_comes_whoever_dies_over_it(house: Premises, ses_tells: bool) -> None:
    def begin() -> Stage:
        stage = a_stage(house)
        stage.stream()
        stage.time_passes()
        house.clock.to(stage.booking.starts_at)
        house.clock.forward(minutes=-60)
        return stage

    def judge(stage: Stage, death: Death) -> None:
        if ses_tells and death.had(SENT):
            stage.ses_tells("REMINDER#60")
        stage.again(stage.sweeps)
        stage.time_passes(minutes=16)
        reminders = [one for one in stage.mails() if one["Subject"].startswith("Interview in")]
        assert 1 <= len(reminders) <= 1 + (death.after == SENT and not ses_tells)
        assert stage.mail_states() == {"INVITATION": "SENT", "REMINDER#60": "SENT"}
        assert stage.log()["EMAIL_SENT REMINDER#60"] == 1
        assert stage.interview.due_at == stage.interview.last_entry_at

    deaths = killed_at_every_call(begin, Stage.sweeps, judge, house.most_deaths if ses_tells else None)
    assert SENT in deaths[-1].calls


def test_both_sides_of_a_meeting_are_reminded_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        meeting: dict[str, Any] = {"interview_type": InterviewType.ONLINE, "provider": Provider.INTERNAL_VIDEO_ROOM}
        stage = a_stage(house, **meeting, room_id="org_1.room", interviewer_email="ravi@example.com")
        stage.stream()
        stage.time_passes()
        house.clock.to(stage.booking.starts_at)
        house.clock.forward(minutes=-60)
        return stage

    def judge(stage: Stage, death: Death) -> None:
        stage.again(stage.sweeps)
        stage.time_passes(minutes=16)
        reminders = [one for one in stage.mails() if one["Subject"].startswith("Interview in")]
        others = [one for one in house.mails_to("ravi@example.com") if one["Subject"].startswith("Interview in")]
        assert 1 <= len(reminders) <= 2
        assert 1 <= len(others) <= 2
        assert len(reminders) + len(others) <= 2 + (death.after == SENT)
        assert set(stage.mail_states().values()) == {"SENT"}
        assert stage.log()["EMAIL_SENT REMINDER#60"] == 1
        to_interviewer = [times for told, times in stage.log().items() if told.startswith(INTERVIEWER_REMINDED)]
        assert to_interviewer == [1]
        assert stage.interview.due_at == stage.interview.last_entry_at

    killed_at_every_call(begin, Stage.sweeps, judge, house.most_deaths)
