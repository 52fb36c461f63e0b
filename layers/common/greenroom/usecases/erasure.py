"""Erase a candidate: résumés, sessions, transcripts, name and address. Interviews stay as a record without a person.

Each step may be repeated, and the candidate is removed last. An erasure that broke off is finished by requesting it
again, or by replaying the tombstone, which is stored first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from greenroom.errors import ConditionsFailedError, InvalidStateError, NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.candidate import ERASED_NAME, Candidate
from greenroom.models.interview import NOT_BEGUN, Interview, InterviewStatus, InterviewType
from greenroom.models.recording import recordings_folder, speech_folder
from greenroom.models.tombstone import Tombstone
from greenroom.usecases.cancel import cancel
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.erasures import Erasures
    from greenroom.adapters.files import Files
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.meeting_rooms import MeetingRooms
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.scored_matches import ScoredMatches
    from greenroom.adapters.sessions import Sessions

REASON = "The candidate's data was erased."


class CandidateStores(TypedDict):
    """The stores that keep data about a candidate, by the names of an erasure's parameters."""

    candidates: "Candidates"
    matches: "Matches"
    scored_matches: "ScoredMatches"
    resumes: "Resumes"
    files: "Files"
    interviews: "Interviews"
    schedule: "Schedule"
    sessions: "Sessions"
    erasures: "Erasures"
    meeting_rooms: "MeetingRooms"
    links: LinkMaker


def erase_candidate(
    candidate_id: str,
    *,
    by: Caller,
    now: datetime,
    expected_version: int | None = None,
    is_running_kept: bool = True,
    **stores: Unpack[CandidateStores],
) -> None:
    """Erase a candidate. Interviews that are booked are cancelled first, and the candidate is told.

    Raises NotFoundError, StaleVersionError where the candidate is not at `expected_version`, InvalidStateError while an
    interview is running, if `is_running_kept`, or BusyError.
    """
    _Erasure(by=by, now=now, is_running_kept=is_running_kept, **stores).erase(candidate_id, expected_version)


def erase_candidate_again(candidate_id: str, *, by: Caller, now: datetime, **stores: Unpack[CandidateStores]) -> bool:
    """Erase a candidate whom a restore brought back. Returns False if nothing was brought back."""
    return _Erasure(by=by, now=now, is_again=True, **stores).erase_again(candidate_id)


def retire_interview(interview: Interview, *, by: Caller, now: datetime, **stores: Unpack[CandidateStores]) -> None:
    """Remove the personal data of an interview whose retention time is over. With the last interview, erase the
    candidate.

    The interview is written last: while it has a name it stays due, so the next sweep finishes a call that broke off.
    """
    _Erasure(by=by, now=now, **stores).retire(interview)


@dataclass(frozen=True, kw_only=True)
class _Erasure:
    """One erasure in one organisation."""

    by: Caller
    now: datetime
    is_again: bool = False
    """True for a candidate who was erased before, who gets no second e-mail."""
    is_running_kept: bool = True
    candidates: "Candidates"
    matches: "Matches"
    scored_matches: "ScoredMatches"
    resumes: "Resumes"
    files: "Files"
    interviews: "Interviews"
    schedule: "Schedule"
    sessions: "Sessions"
    erasures: "Erasures"
    meeting_rooms: "MeetingRooms"
    links: LinkMaker

    def erase(self, candidate_id: str, expected_version: int | None) -> None:
        candidate = self.candidates.get(self.by.org_id, candidate_id)
        if not candidate.is_being_erased:
            refuse_stale_version(candidate.version, expected_version)
        is_running = any(one.status is InterviewStatus.IN_PROGRESS for one in self._all_of(candidate))
        if is_running and self.is_running_kept:
            raise InvalidStateError("An interview of this candidate is running. Erase when it is over.")
        self.erasures.note(Tombstone(self.by.org_id, candidate_id), self.now)
        self._erase_all_of(candidate)

    def erase_again(self, candidate_id: str) -> bool:
        candidate = self.candidates.find(self.by.org_id, candidate_id)
        if candidate is not None:
            self._erase_all_of(candidate)
            return True
        self.scored_matches.remove_of_candidate(self.by.org_id, candidate_id)
        leftovers = self._interviews_of(candidate_id)
        self._forget_all(leftovers)
        self._erase_resumes(candidate_id)
        return any(one.erased_at is None for one in leftovers)

    def retire(self, interview: Interview) -> None:
        self._retire_candidate(interview)
        self._forget(interview)
        # Of two interviews retired at one moment, each may have kept the candidate for the other: check once more.
        self._retire_candidate(interview)

    def _retire_candidate(self, last: Interview) -> None:
        candidate = self.candidates.find(self.by.org_id, last.candidate_id)
        if candidate is None:
            return
        others = [one for one in self._all_of(candidate) if one.interview_id != last.interview_id]
        if not all(one.erased_at for one in others):
            return
        try:
            marked = self._marked(candidate)
        except ConditionsFailedError:
            # Another interview was created at this moment, so the candidate stays.
            return
        self.erasures.note(Tombstone(self.by.org_id, candidate.candidate_id), self.now)
        self._erase_all_of(marked, but=last)

    def _forget(self, interview: Interview) -> None:
        """Remove the personal data of an interview: sessions, recordings, booking, name, and reasons in its log."""
        # The booking is deleted first: a call that opens a session afterwards finds no booking and removes the session.
        self.schedule.remove_booking(interview.org_id, interview.interview_id)
        for version in range(1, interview.booking_version + 1):
            if interview.session_id is not None:
                self.sessions.erase(self.links.hash_of(interview.session_id, version))
        self.files.remove_below(recordings_folder(interview.org_id, interview.interview_id))
        self.files.remove_below(speech_folder(interview.org_id, interview.interview_id))
        if interview.interview_type is InterviewType.ONLINE:
            self.meeting_rooms.erase(interview.org_id, interview.interview_id)
        self.interviews.erase_reasons(interview.org_id, interview.interview_id)
        repeated(lambda: self._make_nameless(interview.interview_id))
        if interview.session_id is not None and interview.status is InterviewStatus.COMPLETED:
            # Removes ratings that were given meanwhile. After this write none can be given.
            self.sessions.erase(self.links.hash_of(interview.session_id, interview.booking_version))

    def _erase_all_of(self, there: Candidate, but: Interview | None = None) -> None:
        # After the mark no interview can be created, so all interviews are found; none can be booked without its match.
        candidate = repeated(lambda: self._marked(self.candidates.get(self.by.org_id, there.candidate_id)))
        found = self._all_of(candidate)
        for job_id in {one.job_id for one in found} | ({candidate.job_id} if candidate.job_id else set()):
            self.matches.remove_of(self.by.org_id, job_id, candidate.candidate_id)
        kept = but.interview_id if but is not None else None
        self._forget_all([one for one in found if one.interview_id != kept])
        self._erase_resumes(candidate.candidate_id)
        self.matches.remove_latest_interview(self.by.org_id, candidate.candidate_id)
        self.scored_matches.remove_of_candidate(self.by.org_id, candidate.candidate_id)
        # Where an address was corrected, the calendar of the old address has the bookings until they are removed here.
        for key in {candidate.calendar_key, *(key for one in found for key in one.calendar_keys[:1])}:
            self.schedule.remove_calendar(key, [one.interview_id for one in found])
        repeated(lambda: self._remove(candidate.candidate_id))

    def _forget_all(self, found: list[Interview]) -> None:
        for interview in found:
            if interview.status in NOT_BEGUN:
                self._cancel(interview.interview_id)
            self._forget(self.interviews.get(self.by.org_id, interview.interview_id))

    def _cancel(self, interview_id: str) -> None:
        try:
            cancel(
                interview_id,
                REASON,
                by=self.by,
                schedule=self.schedule,
                links=self.links,
                now=self.now,
                tells_nobody=self.is_again,
            )
        except NotFoundError:
            # A restored interview without its candidate or booking has no seat to give back.
            return

    def _all_of(self, candidate: Candidate) -> list[Interview]:
        return interviews_of(candidate, interviews=self.interviews)

    def _interviews_of(self, candidate_id: str) -> list[Interview]:
        listing = self.interviews.of_candidate(self.by.org_id, candidate_id)
        return list(self.interviews.each(listing))

    def _erase_resumes(self, candidate_id: str) -> None:
        for resume in self.resumes.all_of(self.by.org_id, candidate_id):
            # The file is deleted first: while the item is stored, the erasure can be repeated.
            self.files.remove(resume.file_key)
            self.resumes.remove(resume)

    def _make_nameless(self, interview_id: str) -> None:
        interview = self.schedule.interview(self.by.org_id, interview_id)
        if interview.erased_at is not None:
            return
        is_open = interview.status in NOT_BEGUN
        write = self.schedule.write()
        nameless = interview.changed(
            candidate_name=ERASED_NAME,
            status=InterviewStatus.CANCELLED if is_open else interview.status,
            due_at=None,
            erased_at=self.now,
            booking_notes=None,
            external_id=None,
            metadata=None,
            calendar_keys=(),
            decision=None,
            choice=interview.choice.changed(wishes=None) if interview.choice else None,
            version=interview.version + 1,
            updated_at=self.now,
        )
        write.nameless_interview(nameless)
        write.external_id(nameless, before=interview.external_id)
        write.log(
            LogEntry(
                org_id=self.by.org_id,
                interview_id=interview_id,
                at=self.now,
                action=Action.ERASED,
                actor=self.by.actor,
            )
        )
        write.commit()

    def _marked(self, candidate: Candidate) -> Candidate:
        if candidate.is_being_erased:
            return candidate
        marked = candidate.changed(is_being_erased=True, version=candidate.version + 1, updated_at=self.now)
        return self.candidates.replace(marked, candidate.version)

    def _remove(self, candidate_id: str) -> None:
        self.candidates.remove(self.by.org_id, candidate_id, None, now=self.now)
