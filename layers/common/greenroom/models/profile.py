"""A person's profile from a résumé: each value with its place in the text."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Found(BaseModel):
    """Something that stands in a résumé's text, from `start` to before `end`.

    What a recruiter entered, and does not stand there, has neither.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    value: str
    start: int | None
    end: int | None


class SectionKind(StrEnum):
    OPENING = "OPENING"
    """The text above the first heading, usually name and addresses."""
    WORK = "WORK"
    SKILLS = "SKILLS"
    EDUCATION = "EDUCATION"
    LANGUAGES = "LANGUAGES"
    PERSONAL = "PERSONAL"
    """Birth, family, interests, references."""
    OTHER = "OTHER"


class Section(BaseModel):
    """A part of a résumé, from its heading to the next one."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    kind: SectionKind
    heading: str | None
    start: int
    end: int


class JobOfProfile(BaseModel):
    """A job with its dates: `starts` and `ends` are months (YYYY-MM), or years (YYYY) where no month stands there."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    titles: tuple[Found, ...]
    """The one or two lines that name the position and the employer, as they stand."""
    dates: Found | None
    """None for a job that a recruiter entered."""
    starts: str
    ends: str | None
    """None for a present job."""
    start: int | None
    end: int | None
    """The job with what is said about it; None for one that a recruiter entered."""


class NamedSkill(BaseModel):
    """A known skill and all the places where it is named."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    skill: str
    found: tuple[Found, ...]


class Language(BaseModel):
    """A language that a person speaks, and how well, in the résumé's words."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    language: str
    found: Found | None
    level: Found | None


class Profile(BaseModel):
    """All of it. Nothing is in it that does not stand in the text."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    name: Found | None = None
    emails: tuple[Found, ...] = ()
    phones: tuple[Found, ...] = ()
    links: tuple[Found, ...] = ()
    sections: tuple[Section, ...] = ()
    jobs: tuple[JobOfProfile, ...] = ()
    skills: tuple[NamedSkill, ...] = ()
    education: tuple[Found, ...] = ()
    languages: tuple[Language, ...] = ()


class EnteredJob(BaseModel):
    """A job as a recruiter entered it."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    titles: tuple[str, ...]
    starts: str
    ends: str | None = None


class EnteredLanguage(BaseModel):
    """A language as a recruiter entered it."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    language: str
    level: str | None = None


class ProfileEdits(BaseModel):
    """The values that a recruiter entered in place of the résumé's; None for fields without an entry."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    name: str | None = None
    emails: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    links: tuple[str, ...] | None = None
    jobs: tuple[EnteredJob, ...] | None = None
    skills: tuple[str, ...] | None = None
    education: tuple[str, ...] | None = None
    languages: tuple[EnteredLanguage, ...] | None = None
