"""The export of one candidate's data, and `make token` for an organisation that has lost its last token."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from greenroom.settings import settings
from greenroom.usecases import export_candidate
from local.admin_token import issue
from local.gateway import Client
from local.say import LocalError
from tests.clocks import Clock
from tests.functional.ai_interviews import an_invited_candidate, make_report
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    an_enabled_candidate,
    done,
    made,
)
from tests.world import Founder, Tenant

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."


def test_an_export_comes_in_pages_and_a_page_ends_where_it_gets_long(
    organisation: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = organisation.admin
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"])
    ids = {a_new_interview(api, candidate)["interview_id"] for _ in range(5)}
    for number in range(3):
        made(api, f"/candidates/{candidate['candidate_id']}/resume", {"filename": f"{number}.pdf"})
    path = f"/candidates/{candidate['candidate_id']}/export"

    def pages(limit: int) -> list[Any]:
        found = [done(api, "GET", f"{path}?limit={limit}")]
        while cursor := found[-1]["next_cursor"]:
            found.append(done(api, "GET", f"{path}?limit={limit}&cursor={cursor}"))
        return found

    for most, lengths in ((1_000_000, [2, 2, 1]), (0, [1, 1, 1, 1, 1])):
        monkeypatch.setattr(export_candidate, "MOST_CHARACTERS", most)
        read = pages(2)
        assert [len(page["interviews"]) for page in read] == lengths
        assert {one["interview"]["interview_id"] for page in read for one in page["interviews"]} == ids
        assert [len(page["resumes"]) for page in read] == [3, *[0] * (len(read) - 1)]
    other = an_enabled_candidate(api, job["job_id"], email="other@example.com")
    cursor = done(api, "GET", f"{path}?limit=2")["next_cursor"]
    assert api("GET", f"/candidates/{other['candidate_id']}/export?cursor={cursor}").status == 400


def test_an_export_has_all_that_is_kept_about_the_person(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.answers_some(ANSWER)
    make_report(invited)
    api = invited.tenant.admin
    interview = done(api, "GET", f"/interviews/{invited.interview_id}")
    path = f"/candidates/{interview['candidate_id']}"
    made(api, f"{path}/resume", {"filename": "asha.pdf"})
    criterion = done(api, "GET", f"/interviews/{invited.interview_id}/ratings")["criteria"][0]["criterion"]
    made(api, f"/interviews/{invited.interview_id}/ratings", {"criterion": criterion, "score": 4, "note": "Calm."})

    export = done(api, "GET", f"{path}/export")

    assert export["candidate"] == done(api, "GET", path)
    assert [one["job_id"] for one in export["gates"]] == [interview["job_id"]]
    assert [(one["filename"], one["file_url"]) for one in export["resumes"]] == [("asha.pdf", None)]
    [held] = export["interviews"]
    assert held["interview"] == done(
        invited.tenant.with_role(Role.VIEWER), "GET", f"/interviews/{invited.interview_id}"
    )
    assert held["logs"] == done(api, "GET", f"/interviews/{invited.interview_id}/logs")["items"]
    assert ANSWER in str(held["report"]["questions"])
    assert [(one["score"], one["note"]) for one in held["ratings"]] == [(4, "Calm.")]


def test_nothing_of_another_person_is_exported(api: Client) -> None:
    job = a_new_job(api)
    person = an_enabled_candidate(api, job["job_id"], email="a@example.com")
    other = an_enabled_candidate(api, job["job_id"], email="other@example.com", full_name="Berta Lind")
    a_new_interview(api, other)
    export = done(api, "GET", f"/candidates/{person['candidate_id']}/export")
    assert export["interviews"] == []
    assert "Berta" not in json.dumps(export)


def test_an_export_has_no_ids_that_admit_to_a_room(api: Client) -> None:
    booked = a_booked_interview(api, interview_type="ONLINE")
    export = done(api, "GET", f"/candidates/{booked['candidate_id']}/export")
    [held] = export["interviews"]
    assert held["interview"]["interview_id"] == booked["interview_id"]
    for way_in in ("room_id", "candidate_room_id", "interview_link", "meeting_link"):
        assert booked[way_in], "there is one to hide"
        assert booked[way_in] not in json.dumps(export), way_in


def test_only_an_admin_exports_and_only_of_the_own_organisation(organisation: Tenant, found: Founder) -> None:
    candidate = a_new_candidate(organisation.admin)
    path = f"/candidates/{candidate['candidate_id']}/export"
    assert organisation.with_role(Role.RECRUITER)("GET", path).code == "FORBIDDEN"
    assert found("Other").admin("GET", path).code == "NOT_FOUND"


@dataclass(frozen=True)
class Deployed:
    """A stack and its account as `make token` sees them."""

    dynamodb: Any

    def of(self, _kind: str) -> dict[str, str]:
        return {"OrganisationsTable": settings().tables.organisations}


def test_a_lost_admin_token_is_made_anew_from_the_account_itself(organisation: Tenant, cloud: Database) -> None:
    deployed: Any = Deployed(cloud.client)
    issued = issue(deployed, deployed, organisation.org_id)
    recovered = Client(issued.secret)
    assert done(recovered, "GET", "/organisation")["org_id"] == organisation.org_id
    tokens = {one["token_id"]: one for one in done(recovered, "GET", "/tokens")["items"]}
    assert (tokens[issued.token.token_id]["role"], tokens[issued.token.token_id]["name"]) == ("admin", "recovered")
    with pytest.raises(LocalError, match="Organisation not found"):
        issue(deployed, deployed, "org_none")
