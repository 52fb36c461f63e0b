"""The candidate's pages: selects the page for a session and a time, and renders it."""

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from functions.portal import outcomes
from functions.portal.names import isolated
from functions.portal.outcomes import ErrorPage, HandedIn, OutcomePage
from functions.portal.when import late_left, opening_times_of, when_of
from greenroom.clock import rfc3339
from greenroom.interviewing.languages import language_of_bank
from greenroom.interviewing.practice import practice_question
from greenroom.models.caller import CANDIDATE
from greenroom.models.interview import AboutInterview, InterviewType
from greenroom.models.session import Session
from greenroom.rules.portal import PortalState, portal_state
from greenroom.rules.rooms import room_path
from greenroom.usecases.join import role_of
from greenroom.wording import duration_words

if TYPE_CHECKING:
    from jinja2 import Environment

    from greenroom.api.invited_candidate import InvitedCandidate

LONGEST_ANSWER = 50_000
"""The maximum length of an answer in characters; the interviewer's API has the same limit."""

INTERVIEW_MODULES = (
    "clock.js",
    "devices.js",
    "net.js",
    "starting.js",
    *(
        f"interview/{name}.js"
        for name in (
            *("answer", "bottom", "coding", "drafts", "facts", "picture", "saving", "screen"),
            *("dictation", "recorder", "server", "speaking", "tabs", "timers", "transcript", "voice"),
        )
    ),
)
"""The modules that the interview's script imports. The page preloads them, so that they load in parallel. A test
compares this list with the script's imports."""
READY_MODULES = ("practice.js", "interview/main.js", *INTERVIEW_MODULES)
"""The modules that the ready room's script imports, and those of the interview, so that they load before it starts."""
EDITOR_MODULES = ("editor.js", "chunk-KUEDD6S4.js", "chunk-BHXBGZMK.js")
"""The modules that the editors of all coding languages share. A test compares this list with the files."""


ROOM_MODULES = (
    "clock.js",
    "devices.js",
    "net.js",
    "interview/screen.js",
    "interview/tabs.js",
    *(
        f"room/{name}.js"
        for name in (
            "captions",
            "chat",
            "controls",
            "line",
            "media",
            "pair",
            "papers",
            "peer",
            "quality",
            "server",
            "signal",
            "stage",
            "tiles",
        )
    ),
)
"""The modules that the video room's script imports, which the page preloads. A test compares this list with the
imports."""


class OutsideMeeting(NamedTuple):
    """A meeting that is held at a provider."""

    name: str
    """The provider's name."""
    href: str | None
    """The meeting's present link; None while there is none."""


class RoomFacts(NamedTuple):
    """Facts of an interview for the page before it. The page leaves out fields that are None."""

    questions: int | None = None
    retention_days: int | None = None
    answered: int | None = None
    decision_days: int | None = None
    language_code: str | None = None
    """The language of the plan's questions; None until there is a plan."""
    is_practice_heard: bool = False
    practice_sound: str | None = None
    """The address of the practice question's recording; None if the browser's voice reads the question."""
    outside: OutsideMeeting | None = None


NOTHING_KNOWN = RoomFacts()


class ModelUses(NamedTuple):
    """The uses of a language model, which candidates are told before they consent."""

    is_asked: bool = False
    """A model proposes questions and follow-ups, and scores answers."""
    writes_down: bool = False
    """A model turns recordings into text."""


NO_MODEL = ModelUses()


def room_href(session: Session) -> str:
    return f"/interview/ready/{session.interview_id}"


class Pages:
    """Renders pages. `asset_version` is part of the addresses under /static, so that browsers fetch new files at
    once."""

    def __init__(self, asset_version: str = "dev", model_uses: ModelUses = NO_MODEL) -> None:
        self.asset_version = asset_version
        self.model_uses = model_uses

    @cached_property
    def _environment(self) -> "Environment":
        # Jinja2 is imported with the first page, because a request that opens a link only redirects.
        from greenroom.templating import environment_of, static_address  # noqa: PLC0415

        environment = environment_of(Path(__file__).with_name("templates"))
        environment.globals["static"] = static_address(self.asset_version)
        environment.globals["isolated"] = isolated
        return environment

    def for_link(self, session: Session, now: datetime, csrf_token: str, facts: RoomFacts = NOTHING_KNOWN) -> str:
        """The page that a candidate's link shows at this time."""
        state = portal_state(session, now)
        if state is PortalState.EARLY and session.interview_type is InterviewType.AI:
            return self.early(session, now)
        return self.for_room(session, now, csrf_token, facts)

    def for_room(
        self,
        session: Session,
        now: datetime,
        csrf_token: str,
        facts: RoomFacts = NOTHING_KNOWN,
        *,
        consent_missing: bool = False,
    ) -> str:
        """The page of `/interview/ready/{interview_id}`: the ready room, the countdown to it, or the reason why there
        is none."""
        state = portal_state(session, now)
        if state not in {PortalState.EARLY, PortalState.OPEN, PortalState.IN_PROGRESS}:
            return self.after_entry_closed(session, state, facts)
        if session.interview_type is InterviewType.OFFLINE:
            return self.place(session)
        if session.interview_type is InterviewType.ONLINE:
            return self.meeting(session, now, csrf_token, facts.outside)
        if state is PortalState.IN_PROGRESS:
            return self.in_progress(session)
        return self.ready(session, now, csrf_token, facts, consent_missing=consent_missing)

    def for_start(
        self,
        session: Session,
        now: datetime,
        csrf_token: str,
        facts: RoomFacts = NOTHING_KNOWN,
        mode: str = "speak",
    ) -> str:
        """The page of `/interview/start/{interview_id}`: the questions for a candidate who has entered, else the link's
        page."""
        is_in = portal_state(session, now) is PortalState.IN_PROGRESS
        if is_in and session.interview_type is InterviewType.AI:
            return self.interview(session, now, mode)
        return self.for_link(session, now, csrf_token, facts)

    def interview(self, session: Session, now: datetime, mode: str = "speak") -> str:
        """The page of the questions. `mode` is the way of answering that the candidate chose: speak or type."""
        return self._with_session(
            "interview.html",
            session,
            mode=mode,
            server_time=rfc3339(now),
            longest_answer=LONGEST_ANSWER,
            writes_down=self.model_uses.writes_down,
            scripts=INTERVIEW_MODULES,
        )

    def early(self, session: Session, now: datetime) -> str:
        """The countdown of an AI interview."""
        return self._with_session("early.html", session, opening=opening_times_of(session, now))

    def ready(
        self,
        session: Session,
        now: datetime,
        csrf_token: str,
        facts: RoomFacts = NOTHING_KNOWN,
        *,
        consent_missing: bool = False,
    ) -> str:
        """The ready room of an AI interview: checks, consent, start."""
        return self._with_session(
            "ready.html",
            session,
            opening=opening_times_of(session, now),
            late_left=late_left(session, now),
            csrf_token=csrf_token,
            facts=facts,
            consent_missing=consent_missing,
            model_uses=self.model_uses,
            practice=practice_question(facts.language_code or self._language_of(session)),
            scripts=READY_MODULES,
            editor_scripts=EDITOR_MODULES,
        )

    def _language_of(self, session: Session) -> str:
        """The language that the questions are expected to have, before the plan is made."""
        wanted = session.language_code
        return wanted if self.model_uses.is_asked else language_of_bank(wanted)

    def meeting(self, session: Session, now: datetime, csrf_token: str, outside: OutsideMeeting | None = None) -> str:
        """The page before an ONLINE interview."""
        opening = opening_times_of(session, now)
        return self._with_session("meeting.html", session, opening=opening, csrf_token=csrf_token, outside=outside)

    def video_room(self, session: Session, now: datetime, who: str, room_id: str | None = None) -> str:
        """The video room. The page has the room id only for a person who opened it by the room id."""
        is_candidate = who == CANDIDATE
        return self._with_session(
            "room.html",
            session,
            role=role_of(who),
            who=who,
            room_id=room_id,
            server_time=rfc3339(now),
            starts_at=rfc3339(session.starts_at),
            ends_at=rfc3339(session.ends_at),
            other_name="the interviewer" if is_candidate else session.candidate_name,
            after_href=room_path(session.interview_id, room_id) if room_id else room_href(session),
            scripts=ROOM_MODULES,
        )

    def place(self, session: Session) -> str:
        """The page with place and time of an OFFLINE interview."""
        return self._with_session("place.html", session)

    def in_progress(self, session: Session) -> str:
        resume_href = f"/interview/start/{session.interview_id}"
        return self._outcome(outcomes.in_progress(session, when_of(session), resume_href), session)

    def after_entry_closed(self, session: Session, state: PortalState, facts: RoomFacts = NOTHING_KNOWN) -> str:
        """The page of a session that is over: EXPIRED, COMPLETED, CANCELLED or MOVED."""
        if state is PortalState.COMPLETED and facts.questions and facts.answered is not None:
            given = HandedIn(facts.answered, facts.questions, facts.retention_days, facts.decision_days)
            return self._outcome(outcomes.handed_in(session, when_of(session), given), session)
        makers = {
            PortalState.EXPIRED: outcomes.expired,
            PortalState.COMPLETED: outcomes.completed,
            PortalState.CANCELLED: outcomes.cancelled,
            PortalState.MOVED: outcomes.moved,
        }
        return self._outcome(makers[state](session, when_of(session)), session)

    def moved(self, session: Session, now_at: Session | None) -> str:
        """The page of an old link, with the interview's new time if it is known."""
        moved_to = when_of(now_at) if now_at else None
        return self._outcome(outcomes.moved(session, when_of(session), moved_to), session)

    def another_interview(self, opened: "InvitedCandidate", before: "InvitedCandidate") -> str:
        """The page that asks before one interview replaces another in this browser."""
        href = f"/?{urlencode({'session_key': opened.key, 'instead': before.instead(opened)})}"
        return self._outcome(outcomes.another_interview(opened.session, before.session, href), opened.session)

    def unknown_link(self) -> str:
        return self._outcome(outcomes.unknown_link())

    def stale_form(self, session: Session) -> str:
        """The page for a form whose CSRF token is wrong."""
        step = "Your place is kept. You only have to tick the box once more."
        action = outcomes.Action("Back to the room", room_href(session))
        kept = "Nothing was stored."
        return self._outcome(outcomes.stale_form("Open the room again", step, action, kept=kept), session)

    def trouble(self, what: ErrorPage, session: Session | None = None) -> str:
        """An error page."""
        return self._outcome(outcomes.trouble(what), session)

    def _outcome(self, outcome: OutcomePage, session: AboutInterview | None = None) -> str:
        return self._render("outcome.html", session, outcome=outcome)

    def _with_session(self, template: str, session: Session, **values: Any) -> str:
        length = int((session.ends_at - session.starts_at).total_seconds() // 60)
        return self._render(
            template,
            session,
            when=when_of(session),
            duration=duration_words(length),
            coding_language=session.coding_language.spoken_name if session.coding_language else None,
            room_href=room_href(session),
            calendar_href=f"/interview/calendar/{session.interview_id}.ics",
            **values,
        )

    def _render(self, template: str, session: AboutInterview | None, **values: Any) -> str:
        brand = session.brand_color.removeprefix("#").lower() if session and session.brand_color else None
        return self._environment.get_template(template).render(
            session=session,
            org_name=session.org_name if session else None,
            logo_url=session.logo_url if session else None,
            brand_href=f"/brand/{brand}.css" if brand else None,
            **values,
        )
