"""Requests and answers about profiles: facts found in a résumé, with their place, and a recruiter's corrections."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from greenroom.api.fields import CandidateId, Email, Line
from greenroom.api.subjects.base import AnswerModel, ChangeModel, RequestModel, example
from greenroom.models.profile import Found, JobOfProfile, Language, NamedSkill, Section, SectionKind
from greenroom.models.resume import ResumeStatus
from greenroom.usecases.profiles import ShownProfile

Month = Annotated[str, StringConstraints(pattern=r"^(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2]))?$"), example("2019-03")]
"""A month (YYYY-MM), or a year (YYYY) where no month is known."""
MOST = 100


class EnteredJobFields(RequestModel):
    """A job that a recruiter entered."""

    titles: Annotated[list[Line], Field(min_length=1, max_length=2), example(["Backend engineer", "Acme GmbH"])]
    """Position and employer."""
    starts: Month
    ends: Month | None = None
    """Null for a present job."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends is not None and self.ends[: len(self.starts)] < self.starts[: len(self.ends)]:
            raise ValueError("ends is not before starts")
        return self


class EnteredLanguageFields(RequestModel):
    """A language that a recruiter entered."""

    language: Annotated[Line, example("German")]
    level: Annotated[Line, example("C1")] | None = None


class ChangeProfile(ChangeModel):
    """Fields that are left out stay as they are.

    Null removes what was entered, so that the résumé's value counts again.
    """

    name: Annotated[Line, example("Asha Raman")] | None
    emails: Annotated[list[Email], Field(max_length=MOST)] | None
    phones: Annotated[list[Line], Field(max_length=MOST)] | None
    links: Annotated[list[Line], Field(max_length=MOST)] | None
    jobs: Annotated[list[EnteredJobFields], Field(max_length=MOST)] | None
    skills: Annotated[list[Line], Field(max_length=MOST)] | None
    education: Annotated[list[Line], Field(max_length=MOST)] | None
    languages: Annotated[list[EnteredLanguageFields], Field(max_length=MOST)] | None


class FoundAnswer(AnswerModel):
    """A fact whose text is in parsed_text from `start` to before `end`, in characters.

    Both are null where a recruiter entered it and parsed_text does not contain it.
    """

    value: Annotated[str, example("Asha Raman")]
    start: Annotated[int, example(0)] | None
    end: Annotated[int, example(10)] | None

    @classmethod
    def of(cls, found: Found) -> Self:
        return cls.about(found)

    @classmethod
    def all_of(cls, found: tuple[Found, ...]) -> list[Self]:
        return [cls.of(one) for one in found]


class SectionAnswer(AnswerModel):
    """A part of the résumé, from its heading to the next one."""

    kind: SectionKind
    heading: Annotated[str, example("Work experience")] | None
    start: int
    end: int

    @classmethod
    def of(cls, section: Section) -> Self:
        return cls.about(section)


class JobOfProfileAnswer(AnswerModel):
    """A job with its dates."""

    titles: list[FoundAnswer]
    """The one or two lines that name position and employer, as they stand."""
    dates: FoundAnswer | None
    starts: Month
    ends: Month | None
    """Null for a job that goes on."""
    start: int | None
    end: int | None

    @classmethod
    def of(cls, job: JobOfProfile) -> Self:
        dates = FoundAnswer.of(job.dates) if job.dates is not None else None
        return cls.about(job, titles=FoundAnswer.all_of(job.titles), dates=dates)


class SkillAnswer(AnswerModel):
    """A known skill, and at most 20 places where the résumé names it."""

    skill: Annotated[str, example("PostgreSQL")]
    found: list[FoundAnswer]

    @classmethod
    def of(cls, skill: NamedSkill) -> Self:
        return cls.about(skill, found=FoundAnswer.all_of(skill.found))


class LanguageAnswer(AnswerModel):
    """A language, with its level in the résumé's words."""

    language: Annotated[str, example("German")]
    found: FoundAnswer | None
    level: FoundAnswer | None

    @classmethod
    def of(cls, language: Language) -> Self:
        found = FoundAnswer.of(language.found) if language.found is not None else None
        level = FoundAnswer.of(language.level) if language.level is not None else None
        return cls.about(language, found=found, level=level)


class ProfileAnswer(AnswerModel):
    """The profile of the newest résumé. Each value is in the résumé or was entered by a recruiter."""

    candidate_id: CandidateId
    resume_id: Annotated[str, example("res_01jd8m8d3x2w1v0t9s8r7q6p5n")]
    status: ResumeStatus
    """The résumé's status. Until it is PARSED, the profile has only entered values."""
    name: FoundAnswer | None
    emails: list[FoundAnswer]
    phones: list[FoundAnswer]
    links: list[FoundAnswer]
    sections: list[SectionAnswer]
    jobs: list[JobOfProfileAnswer]
    skills: list[SkillAnswer]
    education: list[FoundAnswer]
    languages: list[LanguageAnswer]
    edited: Annotated[list[str], example(["name"])]
    """The fields that a recruiter entered."""
    version: Annotated[int, example(0)]
    """Rises with each change. `If-Match` is compared with it. 0 until the profile is edited."""

    @classmethod
    def of(cls, shown: ShownProfile) -> Self:
        profile, resume = shown.profile, shown.resume
        return cls(
            candidate_id=resume.candidate_id,
            resume_id=resume.resume_id,
            status=resume.status,
            name=FoundAnswer.of(profile.name) if profile.name is not None else None,
            emails=FoundAnswer.all_of(profile.emails),
            phones=FoundAnswer.all_of(profile.phones),
            links=FoundAnswer.all_of(profile.links),
            sections=[SectionAnswer.of(one) for one in profile.sections],
            jobs=[JobOfProfileAnswer.of(one) for one in profile.jobs],
            skills=[SkillAnswer.of(one) for one in profile.skills],
            education=FoundAnswer.all_of(profile.education),
            languages=[LanguageAnswer.of(one) for one in profile.languages],
            edited=shown.edited,
            version=resume.profile_version or 0,
        )
