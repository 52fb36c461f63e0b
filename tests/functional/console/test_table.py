"""The table of candidates at size: four round trips however many there are, columns, order, dates, and scores."""

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from greenroom.adapters.items import encode
from greenroom.clock import utc_now
from greenroom.identifiers import earliest_id
from greenroom.models.caller import Caller
from greenroom.models.organisation import Role
from greenroom.settings import settings
from greenroom.usecases.candidates import new_candidate
from local.gateway import ACCOUNT
from local.paths import REGION
from tests.functional.console.members import a_member, signed_in
from tests.functional.console.test_candidates import next_page
from tests.functional.matches import a_candidate_with_resume, a_matching_job, scored
from tests.functional.own_list import Browser, SignInMailbox
from tests.functional.recruiter_requests import a_new_candidate, a_new_job, done
from tests.world import Tenant, app, round_trips

TABLE = "/console/candidates"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def recruiter(mailbox: SignInMailbox, tenant: Tenant) -> Browser:
    a_member(tenant, role=Role.RECRUITER)
    return signed_in(mailbox)


def many_candidates(tenant: Tenant, job_id: str, count: int) -> None:
    """Candidates of a job with gates, stored as the use cases store them."""
    by, now = Caller(tenant.org_id, "test", Role.ADMIN), utc_now()

    def item(number: int) -> Any:
        fields = {"full_name": f"Person {number}", "email": f"p{number}@example.com", "job_id": job_id}
        made = new_candidate(earliest_id("cand", NOON + timedelta(minutes=number)), fields, by=by, now=now)
        return app.candidates.as_item(made)

    # Straight into moto's table: thousands of requests would take most of a minute.
    table = dynamodb_backends[ACCOUNT][REGION].get_table(settings().tables.candidates)
    for number in range(count):
        table.put_item(encode(item(number)))


def test_a_score_stands_with_what_was_found_and_what_not_and_says_when_it_is_out_of_date(
    recruiter: Browser, tenant: Tenant
) -> None:
    job_id = a_matching_job(tenant.admin)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    a_candidate_with_resume(tenant, job_id)
    scored(tenant.admin, job_id)
    page = recruiter.get(TABLE).text
    assert page.count("4 of 5 requirements shown, not found: Terraform") == 2
    assert "73 of 100" in page
    assert "Out of date" not in page
    # The evidence is one press away: 25 rows with all of it were 168 KB.
    link = f"{TABLE}/{candidate_id}#match-{job_id}"
    assert f'href="{link}"' in page
    evidence = recruiter.get(link.partition("#")[0]).text
    assert evidence.index(f'id="match-{job_id}"') < evidence.index("<details open><summary>Evidence: 73 of 100")
    assert "Tuned Postgres queries for a table of two billion rows" in evidence

    done(
        tenant.admin, "PUT", f"/jobs/{job_id}/requirements", {"requirements": [{"requirement": "Git", "kind": "MUST"}]}
    )
    assert recruiter.get(TABLE).text.count("Out of date") == 2
    done(tenant.admin, "POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
    assert "73 of 100" in recruiter.get(f"{TABLE}?shortlisted=yes").text


def test_a_job_s_candidates_are_one_press_away_from_the_order_of_their_scores(
    recruiter: Browser, tenant: Tenant
) -> None:
    job_id = a_matching_job(tenant.admin)
    a_candidate_with_resume(tenant, job_id)
    scored(tenant.admin, job_id)
    by_score = f"/console/jobs/{job_id}/matches?min_score=0"
    assert by_score in recruiter.get(f"{TABLE}?job_id={job_id}").text
    assert by_score not in recruiter.get(TABLE).text
    assert "73 of 100" in recruiter.get(by_score).text


def test_no_score_is_shown_while_matching_is_off(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_new_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    a_member(organisation)
    page = signed_in(mailbox).get(f"{TABLE}?columns=match.status").text
    assert '<th scope="col">Match</th>' not in page
    assert '<th scope="col">Status</th>' in page


def test_columns_are_chosen_in_the_address(recruiter: Browser, tenant: Tenant) -> None:
    a_new_candidate(tenant.admin, a_new_job(tenant.admin, job_title="Nurse")["job_id"], phone="+91 98400 00000")
    page = recruiter.get(TABLE).text
    assert "+91 98400 00000" not in page
    link = page[: page.index("Phone<span")].rsplit('href="', 1)[1].split('"')[0]
    page = recruiter.get(unescape(link)).text
    assert "+91 98400 00000" in page
    assert '<th scope="col">Mail</th>' in page
    bare = recruiter.get(f"{TABLE}?columns=none").text
    assert "Meera Iyer" in bare
    assert "meera@example.com" not in bare
    assert 'name="columns" value="none"' in bare


def test_the_oldest_come_first_where_that_is_asked_for_and_pages_go_on(recruiter: Browser, tenant: Tenant) -> None:
    many_candidates(tenant, a_new_job(tenant.admin)["job_id"], 30)
    first = recruiter.get(f"{TABLE}?sort=oldest").text
    assert first.index(">Person 0<") < first.index(">Person 24<")
    second = recruiter.get(next_page(first)).text
    assert [f">Person {n}<" in second for n in (24, 25, 29)] == [False, True, True]
    assert "The last 5 candidates." in second


def test_candidates_are_picked_by_the_day_on_which_they_were_added_in_the_organisations_zone(
    recruiter: Browser, tenant: Tenant
) -> None:
    job_id = a_new_job(tenant.admin)["job_id"]
    many_candidates(tenant, job_id, 1)
    # 12:00 UTC is 17:30 in India, of the same day.
    for query, is_there in (
        ("since=2026-03-10&until=2026-03-10", True),
        ("since=2026-03-11", False),
        ("until=2026-03-09", False),
        ("since=2026-03-12&until=2026-03-01", False),
        ("since=nonsense", True),
    ):
        for job in ("", f"&job_id={job_id}"):
            assert ("Person 0" in recruiter.get(f"{TABLE}?{query}{job}").text) == is_there, query


def test_a_page_of_5000_candidates_takes_the_same_four_round_trips_as_one_of_50(
    recruiter: Browser, tenant: Tenant
) -> None:
    job_id = a_matching_job(tenant.admin)
    many_candidates(tenant, job_id, 50)
    with round_trips() as of_few:
        few = recruiter.get(TABLE).text
    many_candidates(tenant, job_id, 5_000)
    with round_trips() as of_many:
        many = recruiter.get(TABLE).text
    assert few.count('<tr id="row-') == many.count('<tr id="row-') == 25
    assert of_few == of_many == ["BatchGetItem", "Query", "BatchGetItem", "Query"]
    assert "25 candidates on this page. More follow." in many
    with round_trips() as of_filtered:
        recruiter.get(f"{TABLE}?job_id={job_id}&since=2026-03-10&until=2026-03-11&sort=oldest&q=person+7")
    assert len(of_filtered) <= 8
