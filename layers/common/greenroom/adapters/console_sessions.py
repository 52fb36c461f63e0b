"""Sessions of the console and the links that open them, in the table of sign-ins."""

from datetime import datetime

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.organisations import organisation_key
from greenroom.adapters.shapes import Shape
from greenroom.adapters.sign_ins import SignInLinks, forget_at, sign_in_item, sign_in_key
from greenroom.adapters.unreadable import entity_of, value_in
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.calendar import changes_key
from greenroom.models.member import ConsoleSession, Member, SignedInMember
from greenroom.models.organisation import Organisation
from greenroom.models.sign_in import SignInLink
from greenroom.settings import Tables

SHAPE = Shape.of(("key",), ConsoleSession, "forget_at")
is_there = "attribute_exists(#key)"


class ConsoleSessions(SignInLinks):
    """Reads a session with its member and organisation in one round trip."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables)
        self._tables = tables

    def redeem(self, link: SignInLink, session: ConsoleSession) -> None:
        """Store the session; see `_redeem`."""
        self._redeem(link, session.session_hash, session_item(session))

    def find(self, session_hash: str, org_id: str, member_id: str) -> SignedInMember | None:
        """A session, its member, their organisation and its count of changes; None where one of the first is gone, or
        the organisation is being deleted."""
        found = self._database.get_many(
            [
                (self._table, _key(session_hash)),
                (self._tables.members, {"org_id": org_id, "member_id": member_id}),
                (self._tables.organisations, organisation_key(org_id)),
                (self._tables.calendars, {"calendar_key": changes_key(org_id)}),
            ]
        )
        session, member, organisation, changes = found
        if session is None or member is None or organisation is None or "is_being_deleted" in organisation:
            return None
        return SignedInMember(
            entity_of(Member, member, self._tables.members),
            entity_of(Organisation, organisation, self._tables.organisations),
            entity_of(ConsoleSession, session, self._tables.sign_ins),
            int(value_in(changes, "version", self._tables.calendars)) if changes else 0,
        )

    def store(self, session: ConsoleSession) -> None:
        """Store a session over itself."""
        self._database.replace(self._table, session_item(session), SHAPE)

    def move_on(self, session: ConsoleSession, expires_at: datetime) -> None:
        """Let a session last longer; one that was ended meanwhile stays ended."""
        longer = {"expires_at": rfc3339(expires_at), "forget_at": forget_at(min(expires_at, session.ends_at))}
        try:
            self._database.update(self._table, _key(session.session_hash), ItemUpdate(longer, condition=is_there))
        except ConditionsFailedError:
            return

    def end(self, session: ConsoleSession) -> None:
        """Remove a session."""
        self._database.delete(self._table, _key(session.session_hash))


def _key(session_hash: str) -> dict[str, str]:
    return sign_in_key("CONSOLE", session_hash)


def session_item(session: ConsoleSession) -> Item:
    """The item of a session."""
    passes_at = min(session.expires_at, session.ends_at)
    return sign_in_item("CONSOLE", session.session_hash, passes_at, fields_of(session))
