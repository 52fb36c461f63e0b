"""Requests and answers about addresses of calendars."""

from typing import Annotated, Self

from pydantic import model_validator

from greenroom.api.fields import Email, JobId
from greenroom.api.subjects.base import AnswerModel, RequestModel, SharedFields, example, whole_example
from greenroom.usecases.calendar_addresses import CalendarOwner


class OwnerFields(SharedFields):
    """The owner of a calendar."""

    interviewer_email: Annotated[Email, example("dev.iyer@example.com")] | None = None
    """The calendar is of this person's interviews alone."""
    job_id: JobId | None = None
    """All interviews of this job."""


class NameCalendar(OwnerFields, RequestModel):
    """An interviewer's calendar, or a job's."""

    model_config = whole_example(interviewer_email="dev.iyer@example.com")

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if (self.interviewer_email is None) == (self.job_id is None):
            raise ValueError("give either interviewer_email or job_id")
        return self

    def owner(self) -> CalendarOwner:
        """Convert to the owner that the use case takes."""
        return CalendarOwner(self.interviewer_email, self.job_id)


class CalendarAddressAnswer(AnswerModel, OwnerFields):
    """A new address."""

    calendar_url: Annotated[str, example("https://interviews.example.com/calendar/org_1/job_1/s3cr3t.ics")] | None
    """The address to subscribe to, which is shown only once. Null if the request is repeated: then make another."""


class CalendarRevokedAnswer(AnswerModel, OwnerFields):
    """A calendar whose address no longer works."""
