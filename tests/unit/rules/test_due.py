"""The times of the sweeper's work for an interview."""

from datetime import timedelta

from greenroom.models.interview import InterviewStatus, InterviewType, ReportStatus
from greenroom.rules.due import DueWork, agenda, next_due
from tests.builders import NOON, an_interview

START = NOON + timedelta(days=1)


def test_a_scheduled_interview_is_checked_reminded_of_and_settled_in_that_order() -> None:
    works = [(due.at, due.work) for due in agenda(an_interview(status=InterviewStatus.SCHEDULED, reminders=(60,)))]
    assert works == [
        (NOON + timedelta(minutes=15), DueWork.CHECK_DELIVERY),
        (START - timedelta(minutes=60), DueWork.REMIND),
        (START + timedelta(minutes=10), DueWork.NO_SHOW),
    ]


def test_a_reminder_whose_time_has_passed_at_booking_is_left_out() -> None:
    late = an_interview(status=InterviewStatus.SCHEDULED, booked_at=START - timedelta(minutes=90), reminders=(1440, 60))
    reminders = [due.minutes_before for due in agenda(late) if due.work is DueWork.REMIND]
    assert reminders == [60]


def test_an_interview_that_runs_is_only_completed() -> None:
    works = agenda(an_interview(status=InterviewStatus.IN_PROGRESS))
    assert [(due.at, due.work) for due in works] == [(START + timedelta(minutes=45), DueWork.COMPLETE)]


def test_nobody_is_called_absent_from_an_interview_that_greenroom_does_not_see() -> None:
    offline = an_interview(status=InterviewStatus.SCHEDULED, interview_type=InterviewType.OFFLINE, reminders=())
    assert [due.work for due in agenda(offline)] == [DueWork.CHECK_DELIVERY, DueWork.COMPLETE]


def test_an_interview_that_is_over_is_never_due_again() -> None:
    for status in (InterviewStatus.COMPLETED, InterviewStatus.NO_SHOW):
        assert next_due(an_interview(status=status)) is None
    assert next_due(an_interview()) is None


def test_an_interview_past_its_retention_is_due_for_erasure_until_it_is_erased() -> None:
    over = an_interview(status=InterviewStatus.NO_SHOW, erase_at=START + timedelta(days=30))
    assert [(due.at, due.work) for due in agenda(over)] == [(START + timedelta(days=30), DueWork.ERASE)]
    assert agenda(over.changed(erased_at=START)) == []


def test_a_cancellation_is_looked_at_once_more_for_its_e_mail() -> None:
    cancelled = an_interview(status=InterviewStatus.CANCELLED, updated_at=NOON)
    assert [(due.at, due.work) for due in agenda(cancelled)] == [(NOON + timedelta(minutes=15), DueWork.CHECK_DELIVERY)]
    assert agenda(an_interview(updated_at=NOON)) == []


def test_the_next_due_time_is_strictly_later() -> None:
    interview = an_interview(status=InterviewStatus.SCHEDULED, reminders=())
    assert next_due(interview) == NOON + timedelta(minutes=15)
    assert next_due(interview, after=NOON + timedelta(minutes=15)) == START + timedelta(minutes=10)
    assert next_due(interview, after=START + timedelta(minutes=10)) is None


def test_a_finished_ai_interview_is_due_once_more_for_its_report() -> None:
    finished = an_interview(
        status=InterviewStatus.COMPLETED, report=ReportStatus.PENDING, completed_at=START + timedelta(minutes=30)
    )
    works = [(due.at, due.work) for due in agenda(finished)]
    assert works == [(START + timedelta(minutes=30, seconds=5), DueWork.REPORT)]
    by_the_clock = finished.changed(completed_at=START + timedelta(minutes=45))
    assert next_due(by_the_clock) == START + timedelta(minutes=46)
    # Then the closing e-mail is checked.
    for settled in (ReportStatus.READY, ReportStatus.FAILED):
        dues = agenda(finished.changed(report=settled))
        assert [(due.at, due.work) for due in dues] == [(START + timedelta(minutes=50), DueWork.CHECK_DELIVERY)]
        assert next_due(finished.changed(report=settled), after=START + timedelta(minutes=50)) is None
