"""The notice that candidates must get before they are scored, as a text that an organisation can send."""

from collections.abc import Sequence

from greenroom.models.requirement import Requirement, RequirementKind

_OPENING = (
    "Notice about automated matching\n\n"
    "For the position {title} at {company} we use a computer program that compares résumés with the requirements of "
    "the position. It helps people to read; people decide. Nobody is rejected, shortlisted or invited by a score."
)
_READS = (
    "What it reads: the description of your work, education and skills in your résumé. What it leaves out: everything "
    "above the first heading, name, address, contact, birth date, photo, family, nationality, sex and the years of "
    "your education."
)
_LOOKS_FOR = "What it looks for:\n{requirements}"
_COUNTS = (
    "How it counts: a required qualification counts 3 points where your résumé describes its use in a job, half of "
    "that where it is only named; a desirable one counts 1. Where years are asked for, your dated jobs fill them; more "
    "than asked for brings nothing. Each point has a quote of your résumé, which we show to you if you ask."
)
_RIGHTS = (
    "What you can do: ask for an explanation of your result, correct your résumé, ask for another way of being "
    "considered or for a reasonable accommodation, or ask that your result be set aside and your résumé be read by a "
    "person alone. Write to us; it has no disadvantage for you. We keep results as long as your application."
)


def candidate_notice(job_title: str, company_name: str, requirements: Sequence[Requirement]) -> str:
    """The notice for the candidates of one job."""
    lines = [f"- {_in_words(one)}" for one in requirements] or ["- nothing yet"]
    parts = (
        _OPENING.format(title=job_title, company=company_name),
        _READS,
        _LOOKS_FOR.format(requirements="\n".join(lines)),
        _COUNTS,
        _RIGHTS,
    )
    return "\n\n".join(parts)


def _in_words(one: Requirement) -> str:
    match one.kind:
        case RequirementKind.YEARS:
            return f"{one.requirement}, required, {one.years} year{'' if one.years == 1 else 's'}"
        case RequirementKind.NICE:
            return f"{one.requirement}, desirable"
        case RequirementKind.MUST:
            return f"{one.requirement}, required"
