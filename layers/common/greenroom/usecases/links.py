"""Links of sessions, derived from the secret and the portal's address when they are needed."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.rules.links import portal_link, report_link, report_signature, session_hash, session_key, sign_in_token
from greenroom.rules.room_tickets import RoomTicket, read_ticket, write_ticket
from greenroom.rules.rooms import candidate_room_id, first_room_id, interviewer_room_id, is_room_id
from greenroom.rules.secret_versions import Purpose, all_keys, key_of_made, newest_key

if TYPE_CHECKING:
    from greenroom.models.interview import Booking, Interview

REPORT_LINK_LIVES = timedelta(days=7)
"""A report's link needs no sign-in, so it works only for this long."""


class LinkMaker(NamedTuple):
    """Derives keys, hashes and links.

    Secret and address are read at the first use, because each read is a call to AWS in a new process. A secret may have
    several versions (`rules.secret_versions`); a link keeps the version that was current when its session began.
    """

    secret: Callable[[], str]
    report_secret: Callable[[], str]
    sign_in_secret: Callable[[], str]
    portal_url: Callable[[], str]

    def key_of(self, session_id: str, version: int) -> str:
        """The session key of a booking's version."""
        return session_key(key_of_made(self.secret(), Purpose.LINKS, session_id), session_id, version)

    def hash_of(self, session_id: str, version: int) -> str:
        """The hash under which the session of a booking's version is stored."""
        return session_hash(self.key_of(session_id, version))

    def link_of(self, session_id: str, version: int) -> str:
        """The candidate's link for a booking's version."""
        return portal_link(self.portal_url(), self.key_of(session_id, version))

    def report_link_of(self, org_id: str, interview_id: str, made_by: str, now: datetime) -> str:
        """A link to a report's page, for a week at most.

        `made_by` is the hash of the token whose caller requested it.
        """
        until = int((now + REPORT_LINK_LIVES).timestamp())
        key = newest_key(self.report_secret(), Purpose.REPORT_LINKS, now)
        signature = report_signature(key, org_id, interview_id, until, made_by)
        return report_link(self.portal_url(), org_id, interview_id, until, made_by, signature)

    def is_report_link(
        self, org_id: str, interview_id: str, until: str, made_by: str, signature: str, now: datetime
    ) -> bool:
        """Whether a link to a report's page has a valid signature and is not older than a week."""
        if not (until.isascii() and until.isdigit() and len(until) <= 12) or now.timestamp() > int(until):
            return False
        keys = all_keys(self.report_secret(), Purpose.REPORT_LINKS)
        expected = [report_signature(key, org_id, interview_id, int(until), made_by) for key in keys]
        return any(hmac.compare_digest(one.encode(), signature.encode(errors="replace")) for one in expected)

    def sign_in_token(self, whose: str, now: datetime) -> str:
        """The token of a one-time link. Equal words give the same token, so that a link can be sent again."""
        return sign_in_token(newest_key(self.sign_in_secret(), Purpose.SIGN_IN_LINKS, now), whose)

    def room_ids(self, interview: "Interview | Booking") -> tuple[str, str] | None:
        """The ids of the first interviewer and of the candidate; None where there is no room.

        The first interviewer has an id of their own as all others have, because the release before takes it too. Where
        nobody is named, the id is the room's.
        """
        org_id, interview_id, room = interview.org_id, interview.interview_id, interview.room_id
        if room is None:
            return None
        first = next(iter(interview.interviewers), None)
        if first is None or is_room_id(org_id, room):
            own = self.room_id(org_id, interview_id, room)
        else:
            own = self.interviewer_room_id(org_id, interview_id, first.email)
        return own, self.candidate_room_id(org_id, interview_id, room)

    def room_id(self, org_id: str, interview_id: str, room: str) -> str:
        """The id by which the first interviewer enters the room of an ONLINE interview, whoever that is."""
        return first_room_id(key_of_made(self.secret(), Purpose.ROOMS, interview_id), org_id, room)

    def candidate_room_id(self, org_id: str, interview_id: str, room: str) -> str:
        """The id by which the candidate enters the room of an ONLINE interview."""
        return candidate_room_id(key_of_made(self.secret(), Purpose.ROOMS, interview_id), org_id, room)

    def interviewer_room_id(self, org_id: str, interview_id: str, email: str) -> str:
        """The id by which one of those who interview enters.

        Each has an own id, so that nobody takes another's place.
        """
        key = key_of_made(self.secret(), Purpose.ROOMS, interview_id)
        return interviewer_room_id(key, org_id, interview_id, email)

    def signed(self, ticket: RoomTicket, now: datetime) -> str:
        """A ticket to a video room with its signature, as text."""
        return write_ticket(newest_key(self.secret(), Purpose.ROOM_TICKETS, now), ticket)

    def ticket_in(self, text: str, now: datetime) -> RoomTicket | None:
        """The ticket in a text; None where its signature is wrong or it has expired."""
        keys = all_keys(self.secret(), Purpose.ROOM_TICKETS)
        return next((ticket for key in keys if (ticket := read_ticket(key, text, now))), None)
