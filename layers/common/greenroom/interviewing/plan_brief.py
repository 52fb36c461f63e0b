"""The sources of an interview's plan. In a module of their own, because a turn of an interview needs only the plan."""

from dataclasses import dataclass
from functools import cached_property

from greenroom.interviewing.competency import Competency
from greenroom.interviewing.job_family import JobText
from greenroom.interviewing.job_questions import OwnQuestion
from greenroom.interviewing.lengths import Lengths
from greenroom.models.job import CodingLanguage
from greenroom.models.slot import AiInterviewType


@dataclass(frozen=True)
class PlanBrief:
    """The sources of a plan. The legacy `tech_stack_details` of a job is left out on purpose.

    `duration_minutes` is the slot's length without extra time; `interview_id` is the seed. `is_language_given` tells a
    coding language that a person chose from the default.
    Raises ValueError for a duration below one minute or extra time outside 0 to 100.
    """

    interview_id: str
    job_title: str
    job_description: str
    domain: str
    coding_language: CodingLanguage | None
    ai_interview_type: AiInterviewType
    resume_text: str
    duration_minutes: int
    extra_time_percent: int = 0
    is_language_given: bool = False
    language_code: str = "en-IN"
    own_questions: tuple[OwnQuestion, ...] = ()
    number_of_questions: int | None = None
    minutes_per_question: int | None = None
    weights: tuple[tuple[Competency, int], ...] = ()

    def __post_init__(self) -> None:
        if self.duration_minutes < 1:
            raise ValueError(f"duration_minutes is {self.duration_minutes}, and must be at least 1")
        if not 0 <= self.extra_time_percent <= 100:
            raise ValueError(f"extra_time_percent is {self.extra_time_percent}, and must be from 0 to 100")

    @cached_property
    def job(self) -> JobText:
        """The texts of the job."""
        return JobText(self.job_title, self.domain, self.job_description)

    @property
    def lengths(self) -> Lengths:
        """The numbers and times of questions that fit into the slot."""
        return Lengths(self.duration_minutes, self.number_of_questions, self.minutes_per_question)

    @property
    def spoken_language(self) -> CodingLanguage | None:
        """The coding language that spoken questions may be about."""
        return self.job.spoken_language(self.coding_language, is_given=self.is_language_given)

    @property
    def task_language(self) -> CodingLanguage:
        """The coding language of the tasks of a CODING interview, which has tasks for every job."""
        return self.coding_language or next(iter(self.job.languages), CodingLanguage.PYTHON)
