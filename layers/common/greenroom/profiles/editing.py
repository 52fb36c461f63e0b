"""Replaces values of a profile by the values that a recruiter entered."""

from typing import Any

from greenroom.models.profile import (
    EnteredJob,
    EnteredLanguage,
    Found,
    JobOfProfile,
    Language,
    NamedSkill,
    Profile,
    ProfileEdits,
)


def with_edits(profile: Profile, edits: ProfileEdits, text: str) -> Profile:
    """The profile with each edited field replaced as a whole.

    A value that stands in the text word for word gets its place in the text.
    """
    changed: dict[str, Any] = {}
    if edits.name is not None:
        changed["name"] = placed(edits.name, text)
    for name in ("emails", "phones", "links", "education"):
        entered = getattr(edits, name)
        if entered is not None:
            changed[name] = tuple(placed(value, text) for value in entered)
    if edits.skills is not None:
        changed["skills"] = tuple(_skill(name, profile, text) for name in edits.skills)
    if edits.languages is not None:
        changed["languages"] = tuple(_language(one, text) for one in edits.languages)
    if edits.jobs is not None:
        changed["jobs"] = tuple(_job(one, text) for one in edits.jobs)
    return profile.model_copy(update=changed)


def edited_fields(edits: ProfileEdits) -> list[str]:
    """The names of the fields that were edited."""
    return [name for name in ProfileEdits.model_fields if getattr(edits, name) is not None]


def placed(value: str, text: str) -> Found:
    """A value with its place in the text, if it stands there word for word."""
    start = text.find(value)
    return (
        Found(value=value, start=start, end=start + len(value))
        if start >= 0
        else Found(value=value, start=None, end=None)
    )


def _skill(name: str, profile: Profile, text: str) -> NamedSkill:
    known = next((one for one in profile.skills if one.skill.casefold() == name.casefold()), None)
    if known is not None:
        return known
    found = placed(name, text)
    return NamedSkill(skill=name, found=(found,) if found.start is not None else ())


def _language(entered: EnteredLanguage, text: str) -> Language:
    level = placed(entered.level, text) if entered.level is not None else None
    return Language(language=entered.language, found=placed(entered.language, text), level=level)


def _job(entered: EnteredJob, text: str) -> JobOfProfile:
    titles = tuple(placed(title, text) for title in entered.titles)
    return JobOfProfile(titles=titles, dates=None, starts=entered.starts, ends=entered.ends, start=None, end=None)
