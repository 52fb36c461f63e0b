"""The kinds of items of an organisation, in tables whose key begins with the organisation's id."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of items: its table, and the suffix after the organisation's id in the partition key."""

    name: str
    table: str
    id_name: str
    beside: str = ""


KINDS = (
    Kind("members", "members", "member_id"),
    Kind("webhooks", "webhooks", "webhook_id"),
    Kind("jobs", "jobs", "job_id"),
    Kind("job_questions", "jobs", "job_id", "#QUESTIONS"),
    Kind("candidates", "candidates", "candidate_id"),
    Kind("resumes", "resumes", "resume_key"),
    Kind("matches", "matches", "match_id"),
    Kind("slots", "slots", "slot_id"),
    Kind("interviews", "interviews", "interview_id"),
)
"""The records of an organisation."""
HELPERS = (
    *(
        Kind(f"{kind.name}{beside.lower()}", kind.table, kind.id_name, beside)
        for kind in KINDS
        if kind.name in {"jobs", "candidates", "slots", "interviews"}
        for beside in ("#UNIQUE", "#REMOVED")
    ),
    Kind("matches#waiting", "matches", "match_id", "#WAITING"),
)
"""Who has an id alone, what was removed, and who waits for a time."""


def kind_named(name: str) -> Kind:
    """The kind of items of that name."""
    return next(kind for kind in (*KINDS, *HELPERS) if kind.name == name)
