"""The gates of a candidate for a job: shortlisted, interview enabled, online enabled.

Closing one never strands a booking silently: it is refused, or what is booked is cancelled where the caller says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import (
    FieldProblem,
    InterviewDisabledError,
    InvalidStateError,
    NotShortlistedError,
    ValidationError,
)
from greenroom.models.caller import Caller
from greenroom.models.candidate import Match
from greenroom.models.interview import Interview, InterviewStatus, InterviewType
from greenroom.usecases.cancel import cancel
from greenroom.usecases.candidates import Pool
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.schedule import Schedule

REASON = "The interview was disabled for this candidate and job."


@dataclass(frozen=True)
class Diary:
    """Where a candidate's interviews are found, and what it takes to cancel one."""

    interviews: "Interviews"
    schedule: "Schedule"
    links: LinkMaker


@dataclass(frozen=True)
class Gates:
    """What a candidate may do for a job now, and which interviews were cancelled on the way."""

    match: Match
    cancelled: list[str]


@dataclass(frozen=True)
class Gatekeeper:
    """Opens and closes the gates of one candidate, for one organisation's caller."""

    pool: Pool
    diary: Diary
    by: Caller
    now: datetime

    def shortlist(self, candidate_id: str, job_id: str | None, *, shortlisted: bool, cancel_booked: bool) -> Gates:
        """Put a candidate on the list of a job, or take the candidate off it, which closes all gates.

        Raises NotFoundError; ValidationError where no job is known; InvalidStateError where interviews are booked that
        the change would strand and nobody said to cancel them; BusyError.
        """
        return self._set(
            candidate_id,
            job_id,
            lambda match: match.with_shortlisted(shortlisted=shortlisted),
            cancel_booked=cancel_booked,
        )

    def toggle(
        self,
        candidate_id: str,
        job_id: str | None,
        *,
        interview_enabled: bool | None,
        online_interview_enabled: bool | None,
        cancel_booked: bool,
    ) -> Gates:
        """Open or close the gates for interviews and for online ones.

        Raises what `shortlist` raises, NotShortlistedError, and InterviewDisabledError for online alone.
        """
        if interview_enabled is None and online_interview_enabled is None:
            sentence = "interview_enabled or online_interview_enabled is required"
            raise ValidationError(sentence, details=(FieldProblem("interview_enabled", sentence),))

        def toggled(match: Match) -> Match:
            if not match.shortlisted and (interview_enabled or online_interview_enabled):
                raise NotShortlistedError
            after = match.with_gates(interview=interview_enabled, online=online_interview_enabled)
            if online_interview_enabled and not after.interview_enabled:
                raise InterviewDisabledError
            return after

        return self._set(candidate_id, job_id, toggled, cancel_booked=cancel_booked)

    def gates(self, candidate_id: str, job_id: str | None) -> Match | None:
        """The gates as they stand; None for a candidate without a job. Raises NotFoundError."""
        candidate = self.pool.candidates.get(self.by.org_id, candidate_id)
        wanted = job_id or candidate.job_id
        return self._match(wanted, candidate_id) if wanted else None

    def _set(
        self, candidate_id: str, job_id: str | None, change: Callable[[Match], Match], *, cancel_booked: bool
    ) -> Gates:
        job_id = self._job_of(candidate_id, job_id)

        def attempt() -> Match:
            before = self._match(job_id, candidate_id)
            after = change(before)
            if not cancel_booked and _closes(before, after) and self._stranded(after):
                raise InvalidStateError(
                    "Interviews are booked that need this. Cancel or move them first, or send cancel_booked: true."
                )
            if after == before:
                return before
            after = after.changed(version=before.version + 1, updated_at=self.now)
            return self.pool.matches.replace(after, before.version)

        # The gate closes first: whoever books from now on is refused, so what is cancelled after it is all there is.
        match = repeated(attempt)
        return Gates(match, self._cancel(match) if cancel_booked else [])

    def _job_of(self, candidate_id: str, job_id: str | None) -> str:
        candidate = self.pool.candidates.get(self.by.org_id, candidate_id)
        wanted = job_id or candidate.job_id
        if wanted is None:
            raise ValidationError("job_id is required", details=(FieldProblem("job_id", "job_id is required"),))
        self.pool.jobs.get(self.by.org_id, wanted)
        return wanted

    def _match(self, job_id: str, candidate_id: str) -> Match:
        found = self.pool.matches.of(self.by.org_id, job_id, candidate_id)
        nothing_yet = Match(
            org_id=self.by.org_id, job_id=job_id, candidate_id=candidate_id, updated_at=self.now, version=0
        )
        return found or nothing_yet

    def _stranded(self, match: Match) -> list[Interview]:
        listing = self.diary.interviews.of_candidate(self.by.org_id, match.candidate_id)
        return [
            interview
            for interview in self.diary.interviews.each(listing)
            if interview.job_id == match.job_id
            and interview.status is InterviewStatus.SCHEDULED
            and not match.lets_in(online=interview.interview_type is InterviewType.ONLINE)
        ]

    def _cancel(self, match: Match) -> list[str]:
        stranded = [interview.interview_id for interview in self._stranded(match)]
        for interview_id in stranded:
            cancel(interview_id, REASON, by=self.by, schedule=self.diary.schedule, links=self.diary.links, now=self.now)
        return stranded


def _closes(before: Match, after: Match) -> bool:
    return any(before.lets_in(online=online) and not after.lets_in(online=online) for online in (False, True))
