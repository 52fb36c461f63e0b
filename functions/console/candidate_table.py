"""The contents of the table of candidates: filter, order, columns, and the words of each row."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from functions.console.app import ConsoleRequest
from functions.console.matches import BADGES, summary_of
from functions.console.states import Badge, latest_badge, latest_mail_badge
from greenroom.clock import zone as zone_of
from greenroom.identifiers import can_name, made_at
from greenroom.models.choice import ChoiceStatus
from greenroom.models.interview import InterviewStatus
from greenroom.models.job import Job
from greenroom.models.scored_match import MatchStatus
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.list_candidates import Added, CandidateRow, Wanted
from greenroom.usecases.requirements import proposed
from greenroom.wording import local_day


class Choices(NamedTuple):
    """A group of filter chips above the table: its parameter in the address, its name, and the filter of each chip."""

    word: str
    name: str
    picks: dict[str, tuple[str, dict[str, Any]]]


CHOICES = (
    Choices("shortlisted", "Shortlist", {"yes": ("Shortlisted", {"shortlisted": True})}),
    Choices(
        "interview",
        "Interview",
        {
            "not_invited": ("Not invited", {"not_invited": True}),
            "invited": ("Invited to choose", {"choice_status": ChoiceStatus.INVITED}),
            "other_times": ("Asked for other times", {"choice_status": ChoiceStatus.TIMES_REQUESTED}),
            "declined": ("Declined", {"choice_status": ChoiceStatus.DECLINED}),
            "booked": ("Booked", {"interview_status": InterviewStatus.SCHEDULED}),
            "in_progress": ("In progress", {"interview_status": InterviewStatus.IN_PROGRESS}),
            "done": ("Done", {"interview_status": InterviewStatus.COMPLETED}),
            "no_show": ("No-show", {"interview_status": InterviewStatus.NO_SHOW}),
            "cancelled": ("Cancelled", {"interview_status": InterviewStatus.CANCELLED}),
        },
    ),
    Choices(
        "mail",
        "Mail",
        {
            "on_its_way": ("Mail on its way", {"invitation_status": DeliveryStatus.CLAIMED}),
            "sent": ("Mail sent", {"invitation_status": DeliveryStatus.SENT}),
            "failed": ("Mail failed", {"invitation_status": DeliveryStatus.FAILED}),
        },
    ),
)
"""At most one chip of each group can be chosen. A candidate must match the chosen chips of all groups."""

COLUMNS = {
    "address": "E-mail address",
    "phone": "Phone",
    "job": "Job",
    "status": "Status",
    "gates": "Shortlisted, interview, online",
    "standing": "Where they stand",
    "mail": "Mail",
    "match": "Match",
    "added": "Added",
}
"""The columns after the name, in order."""
SHOWN_AT_FIRST = ("address", "status", "gates", "standing", "mail", "match")


class ColumnLink(NamedTuple):
    """A column, and the address of the table with the column shown or hidden."""

    name: str
    is_shown: bool
    href: str


class Chip(NamedTuple):
    """A filter of a group, and the address of the table with this filter added, or removed if it is active."""

    name: str
    is_chosen: bool
    href: str


class TableRow(NamedTuple):
    """A row of the table."""

    row: CandidateRow
    state: Badge
    mail: Badge | None
    job: str
    added: str
    match: Badge | None
    """Whether the score is still current; None without a score, or if its job is not among the newest."""
    match_words: str
    """The requirements that were found, in words: never a number alone."""


def wanted_in(request: ConsoleRequest) -> Wanted:
    """The filter in the page's address; unknown values are left out."""
    chosen = [group.picks.get(request.query.get(group.word, "")) for group in CHOICES]
    picked = {field: value for pick in chosen if pick for field, value in pick[1].items()}
    if picked.get("invitation_status") is DeliveryStatus.CLAIMED:
        picked["mail_due_at"] = request.now
    job_id = request.query.get("job_id", "")
    zone = request.organisation.policy.timezone
    since, until = _day(request.query.get("since")), _day(request.query.get("until"))
    added = Added(_midnight(since, zone), _midnight(until + timedelta(days=1) if until else None, zone))
    return Wanted(
        job_id=job_id if job_id and can_name(job_id) else None,
        status=request.query.get("status", "").strip()[:200] or None,
        words=request.query.get("q", "").strip()[:200] or None,
        added=added if since or until else None,
        oldest_first=request.query.get("sort") == "oldest",
        **picked,
    )


def chips(request: ConsoleRequest) -> list[tuple[str, list[Chip]]]:
    """The groups of chips by name. The address of a chip keeps the rest of the filter."""
    groups: list[tuple[str, list[Chip]]] = []
    for group in CHOICES:
        chosen = request.query.get(group.word)
        links = [
            Chip(
                name, word == chosen, request.with_query(**{group.word: None if word == chosen else word}, cursor=None)
            )
            for word, (name, _) in group.picks.items()
        ]
        groups.append((group.name, links))
    return groups


def chosen_words(request: ConsoleRequest) -> str:
    """The chosen chips as a sentence: `Shortlisted, booked, mail failed.`"""
    chosen = (group.picks.get(request.query.get(group.word, "")) for group in CHOICES)
    words = ", ".join(pick[0] for pick in chosen if pick).capitalize()
    return f"{words}." if words else ""


def columns_in(request: ConsoleRequest) -> list[str]:
    """The columns that the address names, or the default ones. The column of matches needs matching to be on."""
    named = request.query.get("columns")
    wanted = named.split(".") if named is not None else SHOWN_AT_FIRST
    is_matching = request.organisation.policy.matching_enabled
    return [column for column in COLUMNS if column in wanted and (column != "match" or is_matching)]


def column_links(request: ConsoleRequest, shown: Sequence[str]) -> list[ColumnLink]:
    """All columns, each with the address that shows or hides it."""
    there = [name for name in COLUMNS if name != "match" or request.organisation.policy.matching_enabled]
    links: list[ColumnLink] = []
    for name in there:
        after = [one for one in there if (one in shown) != (one == name)]
        href = request.with_query(columns=".".join(after) or "none")
        links.append(ColumnLink(COLUMNS[name], name in shown, href))
    return links


def count_words(count: int, limit: int, *, is_first: bool, has_more: bool) -> str:
    """The number of candidates on the page, and the total if it is known without counting."""
    people = "1 candidate" if count == 1 else f"{count} candidates"
    if has_more and count == limit:
        return f"{people} on this page. More follow."
    if has_more:
        return f"{people} among the thousand that were looked at. The next page looks further."
    return f"{people} in all." if is_first else f"The last {people}."


def table_rows(request: ConsoleRequest, rows: Sequence[CandidateRow], jobs: Sequence[Job]) -> list[TableRow]:
    """The rows of the table. Requirements that nobody edited are derived from the job, once for each job."""
    zone = request.organisation.policy.timezone
    by_id = {job.job_id: job for job in jobs}
    keys: dict[str, str] = {}
    return [_table_row(row, by_id, keys, zone, request.now) for row in rows]


def _table_row(row: CandidateRow, jobs: dict[str, Job], keys: dict[str, str], zone: str, now: datetime) -> TableRow:
    job = jobs.get(row.candidate.job_id or "")
    added = made_at(row.candidate.candidate_id) or row.candidate.created_at
    badge: Badge | None = None
    if row.score is not None and job is not None:
        if job.job_id not in keys:
            keys[job.job_id] = (row.requirements or proposed(job)).key
        badge = BADGES[row.score.status_under(keys[job.job_id])]
    is_scored = row.score is not None and row.score.status is MatchStatus.SCORED
    return TableRow(
        row=row,
        state=latest_badge(row, zone, now),
        mail=latest_mail_badge(row, now),
        job=job.job_title if job else "",
        added=local_day(added, zone),
        match=badge,
        match_words=summary_of(row.score.findings) if row.score is not None and is_scored else "",
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), zone_of(zone)) if day else None
