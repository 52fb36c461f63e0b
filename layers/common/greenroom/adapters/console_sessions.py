"""Sessions of the console and the links that open them, in the table of sign-ins."""

from datetime import datetime

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.organisations import organisation_key
from greenroom.adapters.shapes import Shape
from greenroom.adapters.sign_ins import forget_at, is_unused, sign_in_key
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.calendar import changes_key
from greenroom.models.member import ConsoleSession, Member, SignedInMember
from greenroom.models.organisation import Organisation
from greenroom.models.sign_in import SignInLink
from greenroom.settings import Tables

SHAPE = Shape.of(("key",), ConsoleSession, "forget_at")
is_there = "attribute_exists(#key)"


class ConsoleSessions:
    """Reads a session with its member and organisation in one round trip."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def offer(self, link: SignInLink) -> None:
        """Store a new link."""
        self._put("LINK", link.link_hash, link.expires_at, fields_of(link))

    def link(self, link_hash: str) -> SignInLink | None:
        """The link with that hash, used or not."""
        item = self._database.get(self._tables.sign_ins, sign_in_key("LINK", link_hash))
        return SignInLink.model_validate(item) if item else None

    def redeem(self, link: SignInLink, session: ConsoleSession) -> None:
        """Use a link up and store the session, both or neither.

        Raises ConditionsFailedError where it was used before, or ContentionError.
        """
        write = self._database.transaction()
        once = ItemUpdate(set={"used_for": session.session_hash}, condition=is_unused)
        write.update("link", self._tables.sign_ins, sign_in_key("LINK", link.link_hash), once)
        write.put("session", self._tables.sign_ins, session_item(session))
        write.commit()

    def find(self, session_hash: str, org_id: str, member_id: str) -> SignedInMember | None:
        """A session, its member, their organisation and its count of changes; None where one of the first is gone, or
        the organisation is being deleted."""
        found = self._database.get_many(
            [
                (self._tables.sign_ins, _key(session_hash)),
                (self._tables.members, {"org_id": org_id, "member_id": member_id}),
                (self._tables.organisations, organisation_key(org_id)),
                (self._tables.calendars, {"calendar_key": changes_key(org_id)}),
            ]
        )
        session, member, organisation, changes = found
        if session is None or member is None or organisation is None or "is_being_deleted" in organisation:
            return None
        return SignedInMember(
            Member.model_validate(member),
            Organisation.model_validate(organisation),
            ConsoleSession.model_validate(session),
            int(changes["version"]) if changes else 0,
        )

    def store(self, session: ConsoleSession) -> None:
        """Store a session over itself."""
        self._database.replace(self._tables.sign_ins, session_item(session), SHAPE)

    def move_on(self, session: ConsoleSession, expires_at: datetime) -> None:
        """Let a session last longer; one that was ended meanwhile stays ended."""
        longer = {"expires_at": rfc3339(expires_at), "forget_at": forget_at(min(expires_at, session.ends_at))}
        try:
            self._database.update(
                self._tables.sign_ins, _key(session.session_hash), ItemUpdate(longer, condition=is_there)
            )
        except ConditionsFailedError:
            return

    def end(self, session: ConsoleSession) -> None:
        """Remove a session."""
        self._database.delete(self._tables.sign_ins, _key(session.session_hash))

    def _put(self, kind: str, name: str, passes_at: datetime, fields: Item) -> None:
        item = {**fields, **sign_in_key(kind, name), "forget_at": forget_at(passes_at)}
        self._database.put(self._tables.sign_ins, item)


def _key(session_hash: str) -> dict[str, str]:
    return sign_in_key("CONSOLE", session_hash)


def session_item(session: ConsoleSession) -> Item:
    """The item of a session."""
    passes_at = min(session.expires_at, session.ends_at)
    return {**fields_of(session), **_key(session.session_hash), "forget_at": forget_at(passes_at)}
