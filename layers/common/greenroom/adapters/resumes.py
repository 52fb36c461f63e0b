"""Résumés: one item each with its text, under their candidate, so that lists of candidates stay cheap."""

from collections.abc import Iterator

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import fields_of
from greenroom.adapters.unreadable import entity_of, readable, readable_ones
from greenroom.clock import UtcTime, rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.resume import Resume, ResumeStatus
from greenroom.settings import Tables


def resume_key(candidate_id: str, resume_id: str) -> str:
    """The key of a résumé within its organisation; ids rise with time, so the last is the newest."""
    return f"{candidate_id}#{resume_id}"


class Resumes:
    """The table of résumés."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.resumes

    def create(self, resume: Resume) -> Resume:
        """Store a new résumé; one that stands there is an earlier try of the same request, and is returned instead."""
        item = fields_of(resume) | {"resume_key": resume_key(resume.candidate_id, resume.resume_id)}
        try:
            self._database.put(self._table, item, "attribute_not_exists(#resume_key)")
        except ConditionsFailedError as refused:
            return entity_of(Resume, refused.found["item"], self._table)
        return resume

    def latest(self, org_id: str, candidate_id: str, status: ResumeStatus | None = None) -> Resume | None:
        """A candidate's newest résumé, or the newest with a status."""
        return next((one for one in self._newest_first(org_id, candidate_id) if status in {None, one.status}), None)

    def latest_read(self, org_id: str, candidate_id: str) -> Resume | None:
        """A candidate's newest résumé that has come, readable or not."""
        awaited = ResumeStatus.AWAITING_UPLOAD
        return next((one for one in self._newest_first(org_id, candidate_id) if one.status is not awaited), None)

    def _newest_first(self, org_id: str, candidate_id: str) -> Iterator[Resume]:
        """One round trip for each that is read."""
        found = self._database.query_all(
            self._table,
            Key("org_id").eq(org_id) & Key("resume_key").begins_with(resume_key(candidate_id, "")),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )
        resumes = (readable(Resume, item, self._table) for item in found)
        return (one for one in resumes if one is not None)

    def all_of(self, org_id: str, candidate_id: str) -> list[Resume]:
        """All résumés of a candidate."""
        found = self._database.query_all(
            self._table,
            Key("org_id").eq(org_id) & Key("resume_key").begins_with(resume_key(candidate_id, "")),
            ConsistentRead=True,
        )
        return readable_ones(Resume, found, self._table)

    def note_reading(
        self,
        ids: tuple[str, str, str],
        *,
        status: ResumeStatus,
        reason: str | None,
        pages: int | None,
        text: str | None,
        note: str | None,
        hidden_text: bool,
        now: UtcTime,
    ) -> bool:
        """Note what reading a file came to; False where no such résumé is waited for (its candidate was erased)."""
        org_id, candidate_id, resume_id = ids
        change = ItemUpdate(
            set={
                "status": status,
                "reason": reason,
                "pages": pages,
                "parsed_text": text,
                "note": note,
                "hidden_text": hidden_text,
                "parsed_at": rfc3339(now),
            },
            condition="attribute_exists(#resume_key)",
        )
        key = {"org_id": org_id, "resume_key": resume_key(candidate_id, resume_id)}
        try:
            self._database.update(self._table, key, change)
        except ConditionsFailedError:
            return False
        return True

    def replace_profile(self, resume: Resume, before: int) -> Resume:
        """Store the edits of a résumé's profile over their version `before`.

        Raises ConditionsFailedError where another version stands there, unless it is this very one: then the answer to
        an earlier try of this write got lost.
        """
        edits = resume.profile_edits.model_dump(mode="json", exclude_none=True)
        same = "#profile_version = :before" if before else "attribute_not_exists(#profile_version)"
        change = ItemUpdate(
            set={"profile_edits": edits, "profile_version": resume.profile_version},
            condition=f"attribute_exists(#resume_key) AND ({same})",
            values={":before": before} if before else {},
        )
        key = {"org_id": resume.org_id, "resume_key": resume_key(resume.candidate_id, resume.resume_id)}
        try:
            self._database.update(self._table, key, change)
        except ConditionsFailedError as refused:
            found = refused.found["item"] or {}
            if (found.get("profile_version"), found.get("profile_edits")) != (resume.profile_version, edits):
                raise
        return resume

    def remove(self, resume: Resume) -> None:
        """Remove a résumé's item; one that is gone stays gone."""
        key = {"org_id": resume.org_id, "resume_key": resume_key(resume.candidate_id, resume.resume_id)}
        self._database.delete(self._table, key)
