"""Makes a profile from a résumé's text."""

from datetime import date

from greenroom.matching.mentions import known_names
from greenroom.matching.tokens import tokens_of
from greenroom.models.profile import Found, NamedSkill, Profile, Section, SectionKind
from greenroom.profiles.contact import emails_in, links_in, name_in, phones_in
from greenroom.profiles.jobs import jobs_in
from greenroom.profiles.languages import languages_in
from greenroom.profiles.sections import lines_below_heading, sections_of

MOST_PLACES = 20
"""The most places that are kept for one skill."""
MOST_LINES_OF_EDUCATION = 60
_WITHOUT_SKILLS = {SectionKind.OPENING, SectionKind.PERSONAL, SectionKind.LANGUAGES}


def profile_of(text: str, as_of: date) -> Profile:
    """The profile of a text. `present` in its dates means `as_of`. The same text gives the same profile."""
    sections = sections_of(text)
    return Profile(
        name=name_in(text),
        emails=emails_in(text),
        phones=phones_in(text),
        links=links_in(text),
        sections=sections,
        jobs=jobs_in(text, sections, as_of),
        skills=_skills(text, sections),
        education=_education(text, sections),
        languages=languages_in(text, sections),
    )


def _skills(text: str, sections: tuple[Section, ...]) -> tuple[NamedSkill, ...]:
    """The known skills in the order of their first mention.

    The opening is left out if other sections follow, because names of people stand above the first heading.
    """
    found: dict[str, list[Found]] = {}
    for section in sections:
        if section.kind in _WITHOUT_SKILLS and len(sections) > 1:
            continue
        for mention in known_names().mentions(tokens_of(text, section.start, section.end)):
            quote = Found(value=text[mention.start : mention.end], start=mention.start, end=mention.end)
            found.setdefault(mention.skill, []).append(quote)
    return tuple(NamedSkill(skill=skill, found=tuple(places[:MOST_PLACES])) for skill, places in found.items())


def _education(text: str, sections: tuple[Section, ...]) -> tuple[Found, ...]:
    lines = [
        line
        for section in sections
        if section.kind is SectionKind.EDUCATION
        for line in lines_below_heading(text, section)
    ]
    return tuple(Found(value=line.text, start=line.start, end=line.end) for line in lines[:MOST_LINES_OF_EDUCATION])
