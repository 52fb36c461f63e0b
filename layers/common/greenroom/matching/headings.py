"""Recognises the headings of a résumé, the parts that they begin, and the parts that are never read."""

import re
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 6


class Part(StrEnum):
    WORK = "WORK"
    """Sections about jobs, projects and volunteering: a skill that is described here counts as used."""
    SKILLS = "SKILLS"
    EDUCATION = "EDUCATION"
    OTHER = "OTHER"
    """A summary, awards, publications, languages."""
    UNREAD = "UNREAD"
    """Sections about a person's identity, not about skills."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNREAD = _words(
    "interests hobbies references referees declaration declarations persönliche coordonnées intereses interessen "
    "hobbys loisirs aficiones"
)
_PERSONAL = _words("personal contact bio biographical family persönliche personales")
_DETAILS = _words("details data information info profile particulars daten datos background")
_SKILLS = _words(
    "skills skill skillset competencies competences competence expertise technologies technology tools proficiencies "
    "strengths toolkit stack kenntnisse fähigkeiten kompetenzen compétences habilidades competencias capabilities "
    "proficiency keywords abilities"
)
_WORK = _words(
    "experience experiences employment work career internship internships projects project volunteering volunteer "
    "apprenticeship placements positions practice berufserfahrung werdegang projekte expérience expériences stages "
    "experiencia empleo proyectos roles engagements assignments"
)
_EDUCATION = _words(
    "education educational academic academics academia qualifications qualification certifications certification "
    "certificates certificate courses coursework training trainings licenses licences studies degrees schooling "
    "ausbildung bildung studium weiterbildung zertifikate formation formations diplômes educación formación estudios"
)
_OTHER = _words(
    "summary profile objective objectives about introduction overview highlights awards achievements accomplishments "
    "honors honours publications languages patents memberships affiliations activities leadership presentations "
    "conferences research sprachen langues idiomas resumen zusammenfassung profil"
)
_FILLERS = _words(
    "professional relevant key my selected additional other technical core and of the history me clinical teaching "
    "main recent previous past current working industry areas area community field in to with languages language "
    "frameworks computer it soft hard professionnelle professionnelles laboral profesional berufliche personal "
    "military service summary list special interpersonal business software general extracurricular extra curricular "
    "continuing development staff nursing care sales hospitality et y und"
)
_KEYS = _UNREAD | _SKILLS | _WORK | _EDUCATION | _OTHER | _PERSONAL
_VOCABULARY = _KEYS | _DETAILS | _FILLERS
_INLINE = re.compile(r"[\s•●▪*·-]*([^:：\n]{3,45})\s*[:：]\s*(?=\S)")


def part_of(line: str) -> Part | None:
    """The part that a heading begins; None for a line that is not a heading."""
    text = line.strip().strip(":：-–—_=*#•●▪|. \t")
    words = _unspaced(text)
    if not words or len(words) > _MOST_WORDS or not text[:1].isalpha() or text[:1].islower():
        return None
    folded = [word.casefold() for word in words]
    if not all(word in _VOCABULARY for word in folded) or any(character.isdigit() for character in text):
        return None
    return _part(frozenset(folded))


def inline_part(line: str) -> tuple[Part, int] | None:
    """The part of a line like `Skills: Python, Docker`, and the index of its text; None for other lines."""
    found = _INLINE.match(line)
    part = part_of(found[1]) if found else None
    return (part, found.end()) if found and part else None


@dataclass(frozen=True, slots=True)
class Begin:
    """A line that begins a part."""

    part: Part
    text_at: int
    """The index at which the part's text begins, as after `Skills:`; the line's length if it is only a heading."""
    heading_ends_at: int
    goes_on: bool
    """Whether the lines below belong to this part too."""


def begin_of(line: str, within: Part | None) -> Begin | None:
    """The part that begins at a line of the part `within`; None if no part begins there.

    Profiles and scores both use this.
    """
    part = part_of(line)
    if part is not None:
        return Begin(part, len(line), len(line), goes_on=True)
    inline = inline_part(line)
    if inline is None:
        return None
    part, text_at = inline
    # "Technologies: …" within a job is a line of that job, not the end of it.
    goes_on = not (within is Part.WORK and part is Part.SKILLS)
    return Begin(part, text_at, len(line[:text_at].rstrip(" :：\t")), goes_on)


def _part(words: frozenset[str]) -> Part | None:
    if words & _UNREAD or (words & _PERSONAL and words & _DETAILS) or words <= _PERSONAL:
        return Part.UNREAD
    for keys, part in ((_SKILLS, Part.SKILLS), (_EDUCATION, Part.EDUCATION)):
        if words & keys:
            return part
    if words & _WORK:
        # "Career objective" and "Professional summary of experience" describe no job.
        return Part.OTHER if words & _words("objective objectives summary profile highlights") else Part.WORK
    return Part.OTHER if words & _OTHER else None


def _unspaced(text: str) -> list[str]:
    """The words of a heading. The letters of a letter-spaced word (`S K I L L S`) are joined."""
    words = _WORD.findall(text)
    if len(words) > 3 and all(len(word) == 1 for word in words):
        return ["".join(part.split()) for part in re.split(r"\s{2,}|\t", text)]
    return words
