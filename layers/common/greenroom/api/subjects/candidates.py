"""Requests and answers about candidates and their gates."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PlainValidator, TypeAdapter, WithJsonSchema

from greenroom.api.cursor import OwnIdQuery
from greenroom.api.fields import LINES, WHOLE, CandidateId, Email, Identifier, InterviewId, JobId, Line, Note
from greenroom.api.subjects.base import (
    AnswerModel,
    ChangeModel,
    OwnIdFields,
    RequestModel,
    StoredAnswer,
    example,
    whole_example,
)
from greenroom.api.subjects.choices import ChoiceAnswer
from greenroom.api.subjects.emails import EmailStatus
from greenroom.clock import UtcTime, ZoneName
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.latest_interview import LatestInterview
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.list_candidates import CandidateRow, Wanted

_words: TypeAdapter[str] = TypeAdapter(Note, config=ConfigDict(defer_build=True))


def _experience(value: Any) -> int | float | str:
    if isinstance(value, str):
        return _words.validate_python(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 80:
        raise ValueError("takes years from 0 to 80 as a number, or words")
    # DynamoDB stores no number closer to zero than 1e-130.
    return round(value, 6)


Experience = Annotated[
    int | float | str,
    PlainValidator(_experience),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 80, "examples": [9]},
                {"type": "string", "minLength": 1, "maxLength": 2000, **LINES},
            ]
        }
    ),
]
"""Years as a number, or words."""
ExtraTime = Annotated[int, Field(ge=0, le=100), WHOLE]


class CandidateFields(OwnIdFields):
    """The facts about a candidate."""

    full_name: Annotated[Line, example("Asha Raman")]
    email: Annotated[Email, example("asha.raman@example.com")]
    job_id: JobId | None = None
    """Left out for a candidate without a job."""
    phone: Annotated[Line, Field(max_length=50, examples=["+91 98400 00000"])] | None = None
    work_experience: Experience | None = None
    domain: Annotated[Line, example("Backend")] | None = None
    status: Annotated[Line, example("NEW")] = "NEW"
    """Your own word for where the candidate stands. Greenroom gives it no meaning."""
    timezone: Annotated[ZoneName, example("Asia/Kolkata")] | None = None
    extra_time_percent: ExtraTime = 0
    """Stretches every timer of this candidate."""


class CreateCandidate(CandidateFields, RequestModel):
    """A candidate, whole."""

    allow_duplicate: bool = False
    """Make a second candidate with an address that the organisation has already, for any job, instead of refusing."""


class ChangeCandidate(CandidateFields, ChangeModel):
    """The changed fields of a candidate. All others stay as they are."""

    model_config = whole_example(email="asha@example.com")


class CandidateAnswer(StoredAnswer, CandidateFields):
    """A candidate."""

    candidate_id: CandidateId

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        """The answer about a candidate."""
        return cls.about(candidate)


class LatestInterviewAnswer(AnswerModel):
    """A candidate's newest interview, as of a moment ago."""

    interview_id: InterviewId
    interview_type: InterviewType
    status: Annotated[InterviewStatus, example("SCHEDULED")]
    started_at: UtcTime | None
    email_status: EmailStatus | None
    """The delivery of its invitation; null if none is due yet."""
    choice: ChoiceAnswer | None
    """The state of an invitation to choose a time. Only the interview itself has the `wishes`."""

    @classmethod
    def of(cls, latest: LatestInterview) -> Self:
        """Make the answer. An e-mail that was claimed counts as still on its way."""
        sent = {DeliveryStatus.SENT: EmailStatus.SENT, DeliveryStatus.FAILED: EmailStatus.FAILED}
        email = None if latest.email_status is None else sent.get(latest.email_status, EmailStatus.PENDING)
        return cls.about(latest, email_status=email, choice=ChoiceAnswer.of(latest.choice))


class ListedCandidateAnswer(CandidateAnswer):
    """A candidate in a list, with the gates for the candidate's own job and the newest interview."""

    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    latest_interview: LatestInterviewAnswer | None

    @classmethod
    def listed(cls, row: CandidateRow) -> Self:
        """Make the answer from a row of the list."""
        return cls.about(
            row.candidate,
            shortlisted=row.shortlisted,
            interview_enabled=row.interview_enabled,
            online_interview_enabled=row.online_interview_enabled,
            latest_interview=LatestInterviewAnswer.of(row.latest) if row.latest else None,
        )


class CandidateQuery(OwnIdQuery):
    job_id: Identifier | None = None
    status: Line | None = None
    q: Line | None = None
    """A part of the name or the address."""
    shortlisted: bool | None = None
    interview_enabled: bool | None = None
    interview_status: InterviewStatus | None = None
    """The status of the newest interview."""
    email_status: EmailStatus | None = None
    """The delivery of the newest interview's invitation."""
    not_invited: bool = False
    """Enabled, with no interview booked, running or done, and not invited to choose a time."""
    email: Email | None = None
    """The whole address."""

    def as_wanted(self) -> Wanted:
        """Convert to the filter that the use case takes."""
        email_status = DeliveryStatus(self.email_status.value) if self.email_status in MAIL_IS_OVER else None
        return Wanted(
            self.job_id,
            self.status,
            self.q,
            self.shortlisted,
            self.interview_enabled,
            self.interview_status,
            email_status or (DeliveryStatus.CLAIMED if self.email_status else None),
            self.not_invited,
            email=self.email,
            external_id=self.external_id,
            updated_since=self.updated_since,
        )


MAIL_IS_OVER = frozenset({EmailStatus.SENT, EmailStatus.FAILED})


class GatesQuery(RequestModel):
    job_id: Identifier | None = None
    """The candidate's own job if left out."""


class ChangeGates(RequestModel):
    """Fields that all changes of a candidate's gates share."""

    job_id: JobId | None = None
    """The candidate's own job if left out."""
    cancel_booked: bool = False
    """Cancel interviews that are booked, instead of refusing because of them."""


class Shortlist(ChangeGates):
    shortlisted: Annotated[bool, Field(examples=[True])]


class ToggleInterview(ChangeGates):
    model_config = whole_example(interview_enabled=True)

    interview_enabled: Annotated[bool, Field(examples=[True])] | None = None
    online_interview_enabled: bool | None = None


class SetGates(RequestModel):
    """The same gates for many candidates of one job. Gates that are left out stay as they are."""

    model_config = whole_example(
        candidate_ids=["cand_01jd8m5q0z6v1h3s7k9n2r4t5w"], shortlisted=True, interview_enabled=True
    )

    candidate_ids: Annotated[list[CandidateId], Field(min_length=1, max_length=100)]
    shortlisted: bool | None = None
    interview_enabled: bool | None = None
    online_interview_enabled: bool | None = None


class GatesLineAnswer(AnswerModel):
    """The result for one candidate."""

    candidate_id: CandidateId
    status: Annotated[str, example("OK")]
    """OK, or the code of the refusal that this candidate alone would have got."""


class GatesLinesAnswer(AnswerModel):
    """The results, in the order of the request."""

    items: list[GatesLineAnswer]


class GatesAnswer(AnswerModel):
    """The gates of a candidate for one job."""

    candidate_id: CandidateId
    job_id: JobId
    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    cancelled_interviews: list[str]
    """Interviews that were cancelled with this change."""
    version: int

    @classmethod
    def of(cls, match: Match, cancelled: list[str]) -> Self:
        """The answer to opening or closing a gate."""
        return cls.about(match, cancelled_interviews=cancelled)
