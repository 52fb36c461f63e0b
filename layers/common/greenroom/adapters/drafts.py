"""Drafts of candidates, in the table of résumés; a draft that is not confirmed expires by itself."""

from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import fields_of
from greenroom.adapters.unreadable import entity_of, readable_ones
from greenroom.errors import ConditionsFailedError
from greenroom.models.draft import DRAFTS_ARE_KEPT, Draft
from greenroom.models.resume import ResumeStatus
from greenroom.settings import Tables


def _key(org_id: str, draft_id: str) -> dict[str, str]:
    return {"org_id": org_id, "resume_key": f"DRAFT#{draft_id}"}


class Drafts:
    """Under their organisation, the newest first."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.resumes

    def create(self, draft: Draft) -> None:
        """Store a new draft; one that stands there is an earlier try of the same request."""
        item = fields_of(draft) | _key(draft.org_id, draft.draft_id)
        item["forget_at"] = int((draft.created_at + DRAFTS_ARE_KEPT).timestamp())
        try:
            self._database.put(self._table, item, "attribute_not_exists(#resume_key)")
        except ConditionsFailedError:
            return

    def find(self, org_id: str, draft_id: str, now: datetime) -> Draft | None:
        """A draft, or None."""
        item = self._database.get(self._table, _key(org_id, draft_id))
        draft = entity_of(Draft, item, self._table) if item else None
        return draft if draft and draft.is_kept(now) else None

    def newest(self, org_id: str, at_most: int, now: datetime) -> list[Draft]:
        """The newest drafts of an organisation: one round trip."""
        items, _ = self._database.query(
            self._table,
            Key("org_id").eq(org_id) & Key("resume_key").begins_with("DRAFT#"),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=at_most,
        )
        return [draft for draft in readable_ones(Draft, items, self._table) if draft.is_kept(now)]

    def note_reading(
        self,
        ids: tuple[str, str],
        *,
        status: ResumeStatus,
        reason: str | None,
        full_name: str | None,
        email: str | None,
        phone: str | None,
    ) -> bool:
        """Note the name and address found in a file; False where no such draft is waiting."""
        change = ItemUpdate(
            set={"status": status, "reason": reason, "full_name": full_name, "email": email, "phone": phone},
            condition="attribute_exists(#resume_key)",
        )
        try:
            self._database.update(self._table, _key(*ids), change)
        except ConditionsFailedError:
            return False
        return True

    def remove(self, draft: Draft) -> None:
        """Remove a draft; one that is gone stays gone."""
        self._database.delete(self._table, _key(draft.org_id, draft.draft_id))
