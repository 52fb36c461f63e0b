"""Senders of reminders die at each call: each reminder is still sent before the interview."""

from typing import Any

import pytest

from greenroom.models.interview import InterviewType, Provider
from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_interview import StoredInterview, a_stored_interview

SENT = "SendEmail"
INTERVIEWER_REMINDED = "EMAIL_SENT REMINDER#60#INTERVIEWER#"


@pytest.mark.parametrize("ses_tells", [False, True])
def test_a_reminder_comes_whoever_dies_over_it(functions: FunctionsInProcess, ses_tells: bool) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions)
        stored.stream()
        stored.time_passes()
        functions.clock.to(stored.booking.starts_at)
        functions.clock.forward(minutes=-60)
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        if ses_tells and death.had(SENT):
            stored.ses_tells("REMINDER#60")
        stored.again(stored.sweeps)
        stored.time_passes(minutes=16)
        reminders = [one for one in stored.mails() if one["Subject"].startswith("Interview in")]
        assert 1 <= len(reminders) <= 1 + (death.after == SENT and not ses_tells)
        assert stored.mail_states() == {"INVITATION": "SENT", "REMINDER#60": "SENT"}
        assert stored.log()["EMAIL_SENT REMINDER#60"] == 1
        assert stored.interview.due_at == stored.interview.last_entry_at

    deaths = killed_at_every_call(begin, StoredInterview.sweeps, judge, functions.most_deaths if ses_tells else None)
    assert SENT in deaths[-1].calls


def test_both_sides_of_a_meeting_are_reminded_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        meeting: dict[str, Any] = {"interview_type": InterviewType.ONLINE, "provider": Provider.INTERNAL_VIDEO_ROOM}
        stored = a_stored_interview(functions, **meeting, room_id="org_1.room", interviewer_email="ravi@example.com")
        stored.stream()
        stored.time_passes()
        functions.clock.to(stored.booking.starts_at)
        functions.clock.forward(minutes=-60)
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(stored.sweeps)
        stored.time_passes(minutes=16)
        reminders = [one for one in stored.mails() if one["Subject"].startswith("Interview in")]
        others = [one for one in functions.mails_to("ravi@example.com") if one["Subject"].startswith("Interview in")]
        assert 1 <= len(reminders) <= 2
        assert 1 <= len(others) <= 2
        assert len(reminders) + len(others) <= 2 + (death.after == SENT)
        assert set(stored.mail_states().values()) == {"SENT"}
        assert stored.log()["EMAIL_SENT REMINDER#60"] == 1
        to_interviewer = [times for told, times in stored.log().items() if told.startswith(INTERVIEWER_REMINDED)]
        assert to_interviewer == [1]
        assert stored.interview.due_at == stored.interview.last_entry_at

    killed_at_every_call(begin, StoredInterview.sweeps, judge, functions.most_deaths)
