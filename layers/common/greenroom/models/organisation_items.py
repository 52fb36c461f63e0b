"""The kinds of items of an organisation, in tables whose key begins with the organisation's id."""

from typing import NamedTuple


class ItemKind(NamedTuple):
    """A kind of items: its table, and the suffix after the organisation's id in the partition key."""

    name: str
    table: str
    id_name: str
    beside: str = ""


KINDS = (
    ItemKind("members", "members", "member_id"),
    ItemKind("webhooks", "webhooks", "webhook_id"),
    ItemKind("jobs", "jobs", "job_id"),
    ItemKind("job_questions", "jobs", "job_id", "#QUESTIONS"),
    ItemKind("candidates", "candidates", "candidate_id"),
    ItemKind("resumes", "resumes", "resume_key"),
    ItemKind("matches", "matches", "match_id"),
    ItemKind("slots", "slots", "slot_id"),
    ItemKind("interviews", "interviews", "interview_id"),
)
"""The records of an organisation."""
HELPERS = (
    *(
        ItemKind(f"{kind.name}{beside.lower()}", kind.table, kind.id_name, beside)
        for kind in KINDS
        if kind.name in {"jobs", "candidates", "slots", "interviews"}
        for beside in ("#UNIQUE", "#REMOVED")
    ),
    ItemKind("matches#waiting", "matches", "match_id", "#WAITING"),
)
"""The items about unique values, removed records, and candidates who wait for a time."""


def kind_named(name: str) -> ItemKind:
    """The kind of items of that name."""
    return next(kind for kind in (*KINDS, *HELPERS) if kind.name == name)
