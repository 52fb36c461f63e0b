"""Presence in an AI interview: its windows, of which the newest continues the interview, and the draft."""

from collections.abc import Iterator
from copy import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from greenroom.errors import InvalidStateError
from greenroom.interviewing.ai_interview import (
    DRAFT_PAUSE,
    MOST_RECORDINGS,
    MOST_RECORDINGS_IN_ALL,
    MOST_SOUND_HEARD,
    AiInterview,
    AnswerDraft,
    Presence,
    takes_nothing_more,
)
from greenroom.models.session import Session, SessionStatus
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews

type Counted = Literal["forms", "transcriptions"]

MOST_WINDOWS = 20
"""The number of older windows that are remembered."""
ELSEWHERE = "This interview goes on in a newer window. Go on there, or open your link again to go on here."


class ShownQuestion(NamedTuple):
    """A page's message that a question is on its screen, with whether the answer is typed."""

    question_id: str
    is_typed: bool


def refuse_older(presence: Presence, client_id: str | None) -> None:
    """Raises InvalidStateError for an older window, whose timer must not hand in the newer window's text."""
    if presence.is_older(client_id):
        raise InvalidStateError(ELSEWHERE)


def take_over(
    ai_interview: AiInterview, client_id: str, *, ai_interviews: "AiInterviews", now: datetime
) -> AiInterview:
    """Make this window the one that continues the interview. Raises BusyError."""
    versions = _versions(ai_interview.session, ai_interview.presence, ai_interviews)

    def attempt() -> Presence:
        presence = next(versions)
        if presence.active == client_id:
            return presence
        after = newest(presence, client_id).changed(seen_at=now)
        ai_interviews.note_presence(ai_interview.session.session_hash, after)
        return after

    return replace(ai_interview, presence=repeated(attempt))


def newest(presence: Presence, client_id: str) -> Presence:
    """The presence with this window as the newest."""
    older = tuple(one for one in (*presence.older, presence.active) if one is not None and one != client_id)
    return presence.changed(version=presence.version + 1, active=client_id, older=older[-MOST_WINDOWS:])


def heartbeat(
    session: Session,
    presence: Presence,
    client_id: str | None,
    draft: AnswerDraft | None,
    *,
    shows: ShownQuestion | None = None,
    ai_interviews: "AiInterviews",
    now: datetime,
) -> tuple[Presence, bool]:
    """Store that a window is open, and its draft. Returns the presence, and whether the draft was stored.

    An older window changes nothing, and neither does a window of an interview that is not running. A draft that comes
    less than DRAFT_PAUSE after the last stored one is not stored, and the window sends it again. Raises BusyError.
    """
    is_running = session.status is SessionStatus.IN_PROGRESS and not takes_nothing_more(session, now)
    if not is_running or presence.is_older(client_id):
        return presence, False
    versions = _versions(session, presence, ai_interviews)

    def attempt() -> tuple[Presence, bool]:
        before = next(versions)
        if before.is_older(client_id):
            return before, False
        is_too_soon = before.kept_at is not None and now - before.kept_at < DRAFT_PAUSE
        if is_too_soon and not _is_next_question(before, shows, now):
            return before, False
        is_known = client_id is None or client_id == before.active
        after = before.changed(version=before.version + 1) if is_known else newest(before, client_id or "")
        on_screen = before.on_screen
        if shows is not None:
            on_screen = before.shows(shows.question_id, is_typed=shows.is_typed, now=now)
        kept = before.draft if is_too_soon else draft or before.draft
        kept_at = before.kept_at if is_too_soon else now
        after = after.changed(seen_at=now, draft=kept, kept_at=kept_at, on_screen=on_screen)
        ai_interviews.note_presence(session.session_hash, after)
        return after, draft is not None and not is_too_soon

    return repeated(attempt)


def refuse_more_recordings(presence: Presence, question_id: str, kind: Counted, size: int = 0) -> None:
    """Raises InvalidStateError beyond the limits of recordings per question, of recordings per interview, or of their
    size."""
    counts: dict[str, int] = getattr(presence, kind)
    if counts.get(question_id, 0) >= MOST_RECORDINGS:
        raise InvalidStateError(f"This question has {MOST_RECORDINGS} recordings already. Type your answer.")
    if sum(counts.values()) >= MOST_RECORDINGS_IN_ALL:
        raise InvalidStateError(f"It has {MOST_RECORDINGS_IN_ALL} recordings already. Type your answers.")
    if presence.sound_heard + size > MOST_SOUND_HEARD:
        raise InvalidStateError("So much was written down already that no more is. Hand in the recording, or type.")


def count_recording(
    ai_interview: AiInterview, question_id: str, kind: Counted, *, size: int = 0, ai_interviews: "AiInterviews"
) -> None:
    """Count an upload form, or a transcription of `size` bytes, before it is given.

    Raises what refuse_more_recordings raises, or BusyError.
    """
    versions = _versions(ai_interview.session, ai_interview.presence, ai_interviews)

    def attempt() -> None:
        before = next(versions)
        refuse_more_recordings(before, question_id, kind, size)
        counts: dict[str, int] = getattr(before, kind)
        more = {kind: {**counts, question_id: counts.get(question_id, 0) + 1}}
        after = before.changed(version=before.version + 1, sound_heard=before.sound_heard + size, **more)
        ai_interviews.note_presence(ai_interview.session.session_hash, after)

    repeated(attempt)


def _is_next_question(before: Presence, shows: ShownQuestion | None, now: datetime) -> bool:
    """Whether another question is on the screen, which is stored at once, because its clock starts."""
    if shows is None:
        return False
    there = before.on_screen
    return there is None or (there.question_id != shows.question_id and now - there.shown_at >= DRAFT_PAUSE)


def _versions(session: Session, known: Presence, ai_interviews: "AiInterviews") -> Iterator[Presence]:
    """The presence as the request read it, then, after a lost race, as it is stored now."""
    yield known
    while True:
        found = ai_interviews.present(session.session_hash)
        yield found[1] if found else Presence()
