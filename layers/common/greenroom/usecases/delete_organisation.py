"""Delete an organisation: an admin requests it, and a week later a scheduled function does it.

Each step may be repeated. Items that lead to other items are deleted last, so that a deletion that broke off can
continue an hour later.
"""

from collections.abc import Callable
from contextlib import suppress
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.caller import GREENROOM, Caller
from greenroom.models.organisation import Organisation, Role
from greenroom.models.organisation_deletion import DELETED_AFTER, HAS_BEGUN, MAIL_GOES_OUT_WITHIN, OrganisationDeletion
from greenroom.models.organisation_items import HELPERS, KINDS, ItemKind, kind_named
from greenroom.models.test_mode import is_test, test_org_of
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.erasure import CandidateStores, erase_candidate, erase_candidate_again
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.connections import ConnectionStore
    from greenroom.adapters.organisation_deletions import OrganisationDeletions
    from greenroom.adapters.organisation_items import OrganisationItems
    from greenroom.adapters.organisations import Organisations

FOLDERS = ("resumes", "answers", "questions", "drafts", "imports", "exports")


def request_deletion(
    *,
    by: Caller,
    organisations: "Organisations",
    deletions: "OrganisationDeletions",
    expected_version: int | None,
    now: datetime,
) -> Organisation:
    """Request that the caller's organisation and its test records be deleted in a week. A repetition changes nothing.

    Raises NotFoundError, StaleVersionError, or BusyError.
    """
    asked = _request(by, organisations, deletions, expected_version, now)
    if not is_test(by.org_id):
        with suppress(NotFoundError):
            _request(replace(by, org_id=test_org_of(by.org_id)), organisations, deletions, None, now)
    return asked


def _request(
    by: Caller,
    organisations: "Organisations",
    deletions: "OrganisationDeletions",
    expected_version: int | None,
    now: datetime,
) -> Organisation:
    def attempt() -> Organisation:
        before = organisations.organisation(by.org_id)
        if before.deletes_at is not None:
            return before
        refuse_stale_version(before.version, expected_version)
        deletion = OrganisationDeletion(
            org_id=by.org_id, requested_at=now, requested_by=by.actor, deletes_at=now + DELETED_AFTER
        )
        after = before.changed(deletion_requested_at=now, deletes_at=deletion.deletes_at, version=before.version + 1)
        deletions.ask(after, deletion)
        return after

    return repeated(attempt)


def keep_organisation(
    *,
    by: Caller,
    organisations: "Organisations",
    deletions: "OrganisationDeletions",
    expected_version: int | None,
) -> Organisation:
    """Withdraw the request to delete the caller's organisation. Without a request nothing changes.

    Raises NotFoundError, StaleVersionError, InvalidStateError once the deletion has begun, or BusyError.
    """
    kept = _keep(by, organisations, deletions, expected_version)
    if not is_test(by.org_id):
        with suppress(NotFoundError, InvalidStateError):
            _keep(replace(by, org_id=test_org_of(by.org_id)), organisations, deletions, None)
    return kept


def _keep(
    by: Caller,
    organisations: "Organisations",
    deletions: "OrganisationDeletions",
    expected_version: int | None,
) -> Organisation:
    def attempt() -> Organisation:
        before = organisations.organisation(by.org_id)
        if before.is_being_deleted:
            raise InvalidStateError(HAS_BEGUN)
        if before.deletes_at is None:
            return before
        refuse_stale_version(before.version, expected_version)
        after = before.changed(deletion_requested_at=None, deletes_at=None, version=before.version + 1)
        deletions.take_back(after)
        return after

    return repeated(attempt)


@dataclass
class Deleted:
    """The progress of a deletion."""

    is_done: bool = False
    failed: list[tuple[str, Exception]] = field(default_factory=list)
    """Candidates who could not be erased yet, each with the error."""


def delete_organisation(
    deletion: OrganisationDeletion,
    *,
    organisations: "Organisations",
    deletions: "OrganisationDeletions",
    items: "OrganisationItems",
    connections: "ConnectionStore",
    stores: CandidateStores,
    now: datetime,
    has_time: Callable[[], bool],
) -> Deleted:
    """Delete an organisation that is due, within the time: tokens and members first, then candidates, then the rest.

    Erasing a candidate cancels what is booked and tells the candidate by e-mail. The data of those e-mails is deleted a
    quarter of an hour later.
    """
    if deletion.deleted_at is not None or deletion.deletes_at > now or not deletions.begin(deletion):
        return Deleted(is_done=True)
    run = _Deletion(deletion.org_id, items, stores, now, has_time)
    run.let_nobody_in()
    if not is_test(deletion.org_id):
        # Done now, because no token can make further records.
        _begin_with_test_records(deletion, organisations, deletions, now)
    if deletion.emptied_at is None:
        failed = run.erase_people()
        if failed or not has_time():
            return Deleted(failed=failed)
        deletion = deletion.changed(emptied_at=now)
        deletions.note(deletion)
    if deletion.emptied_at is None or now - deletion.emptied_at < MAIL_GOES_OUT_WITHIN or not run.remove_the_rest():
        return Deleted()
    connections.remove_all(deletion.org_id)
    items.remove_organisation(deletion.org_id)
    deletions.note(deletion.changed(deleted_at=now))
    return Deleted(is_done=True)


def delete_organisation_again(
    deletion: OrganisationDeletion,
    *,
    deletions: "OrganisationDeletions",
    items: "OrganisationItems",
    stores: CandidateStores,
    now: datetime,
) -> list[tuple[str, Exception]]:
    """Delete at once an organisation's data that a restore brought back. Nobody is told a second time.

    If its deletion was not finished, it is only requested again, and the schedule does it. Credentials at providers are
    in no table, so they do not come back. Returns the candidates who could not be erased, and their organisation then
    stays locked and may be deleted again.
    """
    deletions.ask_again(deletion)
    if deletion.deleted_at is None:
        return []
    deletions.begin(deletion)
    run = _Deletion(deletion.org_id, items, stores, now, lambda: True)
    run.let_nobody_in()
    failed = run.erase_people_again()
    if not failed:
        run.remove_the_rest()
        items.remove_organisation(deletion.org_id)
    return failed


def _begin_with_test_records(
    live: OrganisationDeletion, organisations: "Organisations", deletions: "OrganisationDeletions", now: datetime
) -> None:
    """Request the deletion of an organisation's test records as well: they may be newer than the request, their
    deletion may have been withdrawn by a test token, or their clock may have been moved.
    """

    def attempt() -> None:
        before = organisations.organisation(test_org_of(live.org_id))
        if before.deletes_at is None or before.deletes_at > now:
            deletion = live.changed(org_id=before.org_id, deletes_at=now, emptied_at=None)
            at = {"deletion_requested_at": deletion.requested_at, "deletes_at": now}
            deletions.ask(before.changed(**at, version=before.version + 1), deletion)
            deletions.begin(deletion)

    with suppress(NotFoundError):
        repeated(attempt)


class _Deletion(NamedTuple):
    org_id: str
    items: "OrganisationItems"
    stores: CandidateStores
    now: datetime
    has_time: Callable[[], bool]

    def let_nobody_in(self) -> None:
        self.items.remove_tokens(self.org_id)
        self._remove_all(kind_named("members"))

    def erase_people(self) -> list[tuple[str, Exception]]:
        """Erase candidates. Returns those who could not be erased."""
        by, failed = Caller(self.org_id, GREENROOM, Role.ADMIN), list[tuple[str, Exception]]()
        # A running interview of test records might never end, because the test clock stands still from now on.
        is_running_kept = not is_test(self.org_id)
        for item in self.items.each(self.org_id, kind_named("candidates")):
            if not self.has_time():
                return failed
            try:
                erase_candidate(
                    item["candidate_id"], by=by, now=self.now, is_running_kept=is_running_kept, **self.stores
                )
            except NotFoundError:
                continue
            except Exception as error:  # noqa: BLE001 (named, tried again an hour later, and no reason to keep the others)
                failed.append((item["candidate_id"], error))
        return failed

    def erase_people_again(self) -> list[tuple[str, Exception]]:
        """Erase candidates whom a restored table brought back. Returns those who could not be erased."""
        by, failed = Caller(self.org_id, GREENROOM, Role.ADMIN), list[tuple[str, Exception]]()
        for item in self.items.each(self.org_id, kind_named("candidates")):
            try:
                erase_candidate_again(item["candidate_id"], by=by, now=self.now, **self.stores)
            except Exception as error:  # noqa: BLE001 (it is named, and the others are erased)
                failed.append((item["candidate_id"], error))
        return failed

    def remove_the_rest(self) -> bool:
        """Delete the rest. Returns False where the time was too short."""
        for item in self.items.each(self.org_id, kind_named("webhooks")):
            self.items.remove_of_endpoint(item)
        for item in self.items.each(self.org_id, kind_named("interviews")):
            if not self.has_time():
                return False
            self.items.remove_of_interview(item)
            self.items.remove(kind_named("interviews"), item)
        jobs = (item["job_id"] for item in self.items.each(self.org_id, kind_named("jobs")))
        self.items.remove_calendars_of(self.org_id, jobs)
        if not all(self._remove_all(kind) for kind in (*KINDS, *HELPERS)):
            return False
        for folder in FOLDERS:
            self.stores["files"].remove_below(f"{folder}/{self.org_id}/")
        return self.has_time()

    def _remove_all(self, kind: ItemKind) -> bool:
        for item in self.items.each(self.org_id, kind):
            if not self.has_time():
                return False
            self.items.remove(kind, item)
        return True
