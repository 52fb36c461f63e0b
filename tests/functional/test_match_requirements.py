"""The requirements of a job: proposed, edited, versioned, and told to candidates."""

from typing import Any

import pytest

from local.gateway import Client
from tests.functional.matches import (
    ASKED,
    a_matching_job,
)
from tests.functional.recruiter_requests import done
from tests.world import Tenant


@pytest.fixture
def api(tenant: Tenant) -> Client:
    return tenant.admin


def test_requirements_are_proposed_edited_and_versioned(api: Client) -> None:
    job_id = a_matching_job(api)
    path = f"/jobs/{job_id}/requirements"
    proposed = done(api, "GET", path)
    assert (proposed["version"], proposed["is_proposed"]) == (0, True)
    assert [one["requirement"] for one in proposed["requirements"]] == [
        "AWS",
        "PostgreSQL",
        "Python",
        "Terraform",
        "Kubernetes",
    ]

    wanted = [{"requirement": "PostgreSQL", "kind": "NICE"}, {"requirement": "Zephyr", "kind": "YEARS", "years": 2}]
    edited = done(api, "PUT", path, {"requirements": wanted})

    assert (edited["version"], edited["is_proposed"]) == (1, False)
    assert [(one["requirement"], one["kind"], one["years"]) for one in edited["requirements"]] == [
        ("PostgreSQL", "NICE", None),
        ("Zephyr", "YEARS", 2),
    ]
    assert edited["requirements"][0]["job_quote"] in ASKED
    assert edited["requirements"][1]["job_quote"] is None
    assert done(api, "GET", path) == edited
    stale = api("PUT", path, {"requirements": []}, headers={"If-Match": "0"})
    assert (stale.status, stale.code) == (412, "STALE_VERSION")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([{"requirement": "A", "kind": "YEARS"}], "requirements.0"),
        ([{"requirement": "A", "kind": "MUST", "years": 2}], "requirements.0"),
        ([{"requirement": "A", "kind": "MUST"}, {"requirement": "a", "kind": "NICE"}], "requirements"),
        ([{"requirement": "A", "kind": "MAYBE"}], "requirements.0.kind"),
        ([{"requirement": "", "kind": "MUST"}], "requirements.0.requirement"),
        ([{"requirement": f"R{number}", "kind": "MUST"} for number in range(41)], "requirements"),
    ],
)
def test_requirements_that_are_none_are_refused_by_name(api: Client, wanted: list[dict[str, Any]], field: str) -> None:
    refused = api("PUT", f"/jobs/{a_matching_job(api)}/requirements", {"requirements": wanted})

    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert [problem["field"] for problem in refused.json["details"]] == [field]


def test_the_notice_names_the_job_and_what_is_looked_for(api: Client) -> None:
    job_id = a_matching_job(api, job_title="Data Engineer", company_name="Northwind")

    notice = done(api, "GET", f"/jobs/{job_id}/matches/notice")["notice"]

    assert "Data Engineer at Northwind" in notice
    assert "- Python, required, 4 years" in notice
    assert "- Kubernetes, desirable" in notice
