"""`make erase-again SINCE=2026-11-01`: after a restore, erases again everybody who was erased since that day.

Organisations that were deleted since then are deleted again, and an organisation gets its request to be
deleted back.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.caller import GREENROOM, Caller
from greenroom.models.organisation import Role
from greenroom.models.tombstone import Tombstone
from greenroom.settings import settings as environment_settings
from greenroom.usecases.delete_organisation import delete_organisation_again
from greenroom.usecases.erasure import erase_candidate_again
from local.aws import DUMMY
from local.chosen_account import chosen_stack
from local.say import LocalError, run_main, say
from local.stack import describe


def months_since(first: date, last: date) -> list[str]:
    """The months from one day to another, as tombstones are kept: 2026-11, 2026-12."""
    days = range((last - first).days + 1)
    return list(dict.fromkeys(f"{first + timedelta(days=day):%Y-%m}" for day in days))


@dataclass(frozen=True)
class ErasedAgain:
    """The ids that were erased and deleted again, and the ids for which that failed, with the kind of error."""

    count: int
    organisations: list[str]
    failed: list[str]


def erase_again(since: date, app: Application) -> ErasedAgain:
    """Erase everybody whom a restored table brought back. An error with one does not stop the others."""
    now = app.now()
    count, failed = 0, list[str]()
    for month in months_since(since, now.date()):
        for tombstone in app.erasures.in_month(month):
            try:
                count += erased_again(tombstone, app, now)
            except Exception as error:  # noqa: BLE001 (it is named, and the others are erased)
                failed.append(f"{tombstone.org_id} {tombstone.candidate_id}: {type(error).__name__}")
    return ErasedAgain(count, _organisations_deleted_again(since, app, now, failed), failed)


def _organisations_deleted_again(since: date, app: Application, now: datetime, failed: list[str]) -> list[str]:
    deleted = list[str]()
    for deletion in app.organisation_deletions.all():
        if deletion.deleted_at is not None and deletion.deleted_at.date() < since:
            continue
        try:
            left = delete_organisation_again(
                deletion,
                deletions=app.organisation_deletions,
                items=app.organisation_items,
                stores=app.candidate_stores,
                now=now,
            )
        except Exception as error:  # noqa: BLE001 (it is named, and the others are deleted)
            failed.append(f"{deletion.org_id}: {type(error).__name__}")
            continue
        failed += [f"{deletion.org_id} {candidate_id}: {type(error).__name__}" for candidate_id, error in left]
        if deletion.deleted_at is not None and not left:
            deleted.append(deletion.org_id)
    return deleted


def erased_again(tombstone: Tombstone, app: Application, now: datetime) -> bool:
    """Erase a candidate again. Returns whether the candidate had come back."""
    return erase_candidate_again(
        tombstone.candidate_id,
        by=Caller(tombstone.org_id, GREENROOM, Role.ADMIN),
        now=now,
        **app.candidate_stores,
    )


def work_as_deployed() -> None:
    """Give this process the deployed functions' environment: names of tables, bucket, secret and parameter."""
    account, name = chosen_stack()
    if account.endpoint_url:
        os.environ.update(DUMMY)
    function = describe(account, name).of("AWS::Lambda::Function")["RecruiterApiFunction"]
    deployed = account.lambda_.get_function_configuration(FunctionName=function)
    os.environ.update(deployed["Environment"]["Variables"])
    os.environ["AWS_DEFAULT_REGION"] = account.session.region_name
    if account.endpoint_url:
        os.environ["AWS_ENDPOINT_URL"] = account.endpoint_url
    else:
        os.environ.pop("AWS_ENDPOINT_URL", None)


def main() -> int:
    try:
        since = date.fromisoformat(os.environ.get("SINCE", ""))
    except ValueError as error:
        raise LocalError("Say from which day on: make erase-again SINCE=2026-11-01", 2) from error
    work_as_deployed()
    done = erase_again(since, Application(environment_settings(), clock=utc_now))
    say(f"Erased again: {done.count}")
    say(f"Organisations deleted again: {', '.join(done.organisations) or 'none'}")
    for name in done.failed:
        say(f"  not erased: {name}")
    if done.failed:
        raise LocalError("Mend what is named above, then run this again: it may be repeated.")
    return 0


if __name__ == "__main__":
    run_main(main)
