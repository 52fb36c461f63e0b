"""A candidate's newest interview is stored from the log, in whatever order and however often its records come."""

from typing import Any

import pytest

from functions.follow_interviews import handler
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.models.latest_interview import LatestInterview
from greenroom.settings import settings
from local.gateway import lambda_context
from tests.functional.recruiter_requests import IN_TWO_DAYS, a_booked_interview, a_new_interview, a_new_slot, done
from tests.world import Tenant, app


@pytest.fixture
def follow(cloud: Database, organisation: Tenant) -> Any:
    """Call the function with the organisation's whole log, newest first if asked."""

    def hand_over(*, newest_first: bool = False) -> None:
        found = cloud.client.scan(TableName=settings().tables.logs)["Items"]
        mine = [item for item in found if item["interview_key"]["S"].startswith(f"{organisation.org_id}#")]
        mine.sort(key=lambda item: str(item["entry_key"]["S"]), reverse=newest_first)
        records = [{"dynamodb": {"SequenceNumber": str(number), "NewImage": item}} for number, item in enumerate(mine)]
        assert handler.lambda_handler({"Records": records}, lambda_context()) == {"batchItemFailures": []}

    return hand_over


def latest_of(organisation: Tenant, candidate_id: str) -> LatestInterview | None:
    return app.matches.for_rows(organisation.org_id, [(None, candidate_id)], with_scores=False)[0].latest


def test_the_state_of_the_newest_interview_is_kept_also_when_records_come_late_or_twice(
    organisation: Tenant, follow: Any
) -> None:
    first = a_booked_interview(organisation.admin)
    done(organisation.admin, "POST", f"/interviews/{first['interview_id']}/cancel", {"reason": "Moved"})
    follow()
    kept = latest_of(organisation, first["candidate_id"])
    assert kept is not None
    assert (kept.interview_id, kept.status) == (first["interview_id"], "CANCELLED")

    slot = a_new_slot(
        organisation.admin, first["job_id"], interview_date=IN_TWO_DAYS, start_time="12:00", end_time="12:45"
    )
    second = a_new_interview(organisation.admin, first, slot_id=slot["slot_id"])
    follow(newest_first=True)
    follow()
    kept = latest_of(organisation, first["candidate_id"])
    assert kept is not None
    assert (kept.interview_id, kept.status, kept.version) == (second["interview_id"], "SCHEDULED", second["version"])


def test_erasing_a_candidate_takes_it_away_and_a_late_record_does_not_bring_it_back(
    organisation: Tenant, follow: Any
) -> None:
    interview = a_booked_interview(organisation.admin)
    follow()
    assert latest_of(organisation, interview["candidate_id"]) is not None
    assert organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}").status == 204
    follow()
    assert latest_of(organisation, interview["candidate_id"]) is None


def test_a_record_of_an_interview_that_is_gone_is_set_aside(organisation: Tenant) -> None:
    item = encode({"interview_key": f"{organisation.org_id}#int_none", "entry_key": "1", "entries": []})
    event = {"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": item}}]}
    assert handler.lambda_handler(event, lambda_context()) == {"batchItemFailures": []}
