"""List candidates with the gates for their job and their newest interview."""

from collections.abc import Sequence
from copy import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate, Match
from greenroom.models.choice import Choice, ChoiceStatus
from greenroom.models.interview import InterviewStatus
from greenroom.models.latest_interview import LatestInterview
from greenroom.models.page import MOST_EXAMINED, Page, Position
from greenroom.models.scored_match import JobRequirements, ScoredMatch
from greenroom.models.session import DeliveryStatus
from greenroom.written_text import has_words

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates, Matches

NO_TIME = frozenset({InterviewStatus.PENDING, InterviewStatus.CANCELLED})
STEP = 50
"""The number of candidates that are read at once for a filter: their rows take one BatchGetItem of 100 keys."""


def waits_for_time(match: Match | None, latest: LatestInterview | None) -> bool:
    """Whether a candidate with these gates and this newest interview may be interviewed and has no time."""
    if match is None or not match.interview_enabled:
        return False
    return latest is None or (latest.status in NO_TIME and not latest.is_declined)


def is_mail_due(status: InterviewStatus, choice: Choice | None, now: datetime) -> bool:
    """Whether an invitation that has not gone out will still be sent."""
    if status is InterviewStatus.PENDING:
        return choice is not None and choice.is_open(now)
    return status in {InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS}


class CandidateRow(NamedTuple):
    """A candidate, the gates for the candidate's own job, and the newest interview."""

    candidate: Candidate
    match: Match | None
    latest: LatestInterview | None
    score: ScoredMatch | None = None
    requirements: JobRequirements | None = None
    """The requirements of the candidate's job, if somebody edited them.

    Score and requirements are read only for a list with scores.
    """

    @property
    def shortlisted(self) -> bool:
        return self.match is not None and self.match.shortlisted

    @property
    def interview_enabled(self) -> bool:
        return self.match is not None and self.match.interview_enabled

    @property
    def online_interview_enabled(self) -> bool:
        return self.match is not None and self.match.online_interview_enabled

    @property
    def choice_status(self) -> ChoiceStatus | None:
        """The state of the candidate's invitation to choose a time; None without one, and once there is a time."""
        is_waiting = self.latest is not None and self.latest.status is InterviewStatus.PENDING
        return self.latest.choice.status if is_waiting and self.latest and self.latest.choice else None

    @property
    def invitation_status(self) -> DeliveryStatus | None:
        """The delivery of the newest interview's invitation; CLAIMED before it is sent. None if no e-mail is due."""
        is_booked = self.latest is not None and self.latest.status is InterviewStatus.SCHEDULED
        if self.latest is None or not (is_booked or self.choice_status is not None):
            return None
        return self.latest.email_status or DeliveryStatus.CLAIMED

    def is_mail_due(self, now: datetime) -> bool:
        """Whether the newest interview's invitation will still be sent, if it was not sent yet."""
        return self.latest is not None and is_mail_due(self.latest.status, self.latest.choice, now)

    @property
    def waits_for_time(self) -> bool:
        return waits_for_time(self.match, self.latest)


class Added(NamedTuple):
    """The period in which candidates were added: from `since` to before `until`."""

    since: datetime | None = None
    until: datetime | None = None


class Wanted(NamedTuple):
    """The filter of a list of candidates. None in a field lets every value pass."""

    job_id: str | None = None
    status: str | None = None
    words: str | None = None
    shortlisted: bool | None = None
    interview_enabled: bool | None = None
    interview_status: InterviewStatus | None = None
    email_status: DeliveryStatus | None = None
    not_invited: bool = False
    """Shortlisted, enabled, without an interview that is booked, running or over, and not invited to choose a time."""
    choice_status: ChoiceStatus | None = None
    invitation_status: DeliveryStatus | None = None
    """The status that a row shows, which exists also before the invitation is sent."""
    mail_due_at: datetime | None = None
    """If set, an unsent invitation fits only if it would still be sent at this time."""
    added: Added | None = None
    oldest_first: bool = False
    email: str | None = None
    external_id: str | None = None
    updated_since: datetime | None = None
    """If set, the list is in the order of changes."""

    @property
    def looks_at_rows(self) -> bool:
        """Whether the filter needs gates or interviews, which are read for each candidate."""
        about_gates = (self.shortlisted, self.interview_enabled)
        about_interviews = (
            self.interview_status,
            self.email_status,
            self.choice_status,
            self.invitation_status,
            self.mail_due_at,
        )
        return self.not_invited or any(one is not None for one in (*about_gates, *about_interviews))

    def fits(self, candidate: Candidate) -> bool:
        """Whether job, status and address fit, and the words are in the name or the address."""
        if self.job_id not in {None, candidate.job_id} or self.status not in {None, candidate.status}:
            return False
        if self.email is not None and self.email.casefold() != candidate.email.casefold():
            return False
        return has_words(self.words or "", candidate.full_name, candidate.email)

    def fits_row(self, row: CandidateRow) -> bool:
        """Whether the gates and the newest interview fit."""
        status = row.latest.status if row.latest else None
        return (
            self.shortlisted in {None, row.shortlisted}
            and self.interview_enabled in {None, row.interview_enabled}
            and self.interview_status in {None, status}
            and self.email_status in {None, row.latest.email_status if row.latest else None}
            and self.choice_status in {None, row.choice_status}
            and self.invitation_status in {None, row.invitation_status}
            and (self.mail_due_at is None or row.is_mail_due(self.mail_due_at))
            and (not self.not_invited or (row.waits_for_time and row.choice_status is None))
        )


def list_candidates(
    wanted: Wanted,
    *,
    by: Caller,
    candidates: "Candidates",
    matches: "Matches",
    limit: int,
    position: Position | None,
    with_scores: bool = False,
) -> Page[CandidateRow]:
    """Candidates of an organisation, newest first, each with gates and newest interview.

    Without a filter this takes two round trips. For a filter by gates or interviews, up to 1,000 candidates are read
    for a page, and the page may be short.
    """
    if wanted.external_id is not None:
        known = candidates.with_external_id(by.org_id, wanted.external_id)
        found = [known] if known is not None and wanted.fits(known) else []
        return Page(
            [row for row in rows_of(found, by=by, matches=matches, with_scores=with_scores) if wanted.fits_row(row)],
            None,
        )
    taken: list[CandidateRow] = []
    examined = 0
    while True:
        # In the order of changes, a page ends where the index's does: a candidate's place may change meanwhile.
        asked = STEP if wanted.looks_at_rows and wanted.updated_since is None else limit
        page = _page(wanted, by, candidates, limit=asked, position=position)
        # Scores are long, so they are read only for the rows that are shown.
        for row in rows_of(page.items, by=by, matches=matches, with_scores=with_scores and not wanted.looks_at_rows):
            if not wanted.fits_row(row):
                continue
            taken.append(row)
            if len(taken) == limit:
                break
        is_full = len(taken) == limit and bool(taken)
        is_last = not is_full or taken[-1].candidate == page.items[-1]
        examined += len(page.items)
        position = page.next_position if is_last else _at(taken[-1].candidate)
        is_one_page = not wanted.looks_at_rows or wanted.updated_since is not None
        if is_full or position is None or examined >= MOST_EXAMINED or is_one_page:
            break
    if with_scores and wanted.looks_at_rows:
        taken = rows_of([row.candidate for row in taken], by=by, matches=matches, with_scores=True)
    return Page(taken, position)


def rows_of(found: Sequence[Candidate], *, by: Caller, matches: "Matches", with_scores: bool) -> list[CandidateRow]:
    """Candidates with their gates and newest interviews: one round trip for each 50, or for each 25 with scores."""
    pairs = [(one.job_id, one.candidate_id) for one in found]
    parts = matches.for_rows(by.org_id, pairs, with_scores=with_scores)
    return [CandidateRow(one, *part) for one, part in zip(found, parts, strict=True)]


def _page(
    wanted: Wanted, by: Caller, candidates: "Candidates", *, limit: int, position: Position | None
) -> Page[Candidate]:
    if wanted.updated_since is not None:
        listing = candidates.changed_since(by.org_id, wanted.updated_since)
        is_all = wanted.job_id is None and wanted.status is None and wanted.words is None and wanted.email is None
        return candidates.page(listing, limit=limit, position=position, keep=None if is_all else wanted.fits)
    if wanted.email is not None:
        listing = candidates.listed_by_address(by.org_id, wanted.email)
    else:
        listing = candidates.newest_first(by.org_id, job_id=wanted.job_id, status=wanted.status)
    if wanted.added is not None:
        listing = candidates.added(listing, wanted.added.since, wanted.added.until)
    if wanted.oldest_first:
        listing = replace(listing, soonest_first=True)
    is_filtered = wanted.words is not None or wanted.email is not None
    return candidates.page(listing, limit=limit, position=position, keep=wanted.fits if is_filtered else None)


def _at(candidate: Candidate) -> Position:
    return {"candidate_id": candidate.candidate_id}
