"""The profile of a candidate: read by all, changed by recruiters, of the newest résumé."""

from typing import Any

import pytest

from greenroom.models.organisation import Role
from local.gateway import Client
from tests.functional.recruiter_requests import a_new_candidate, done, made
from tests.functional.test_resumes import notify, upload
from tests.world import Founder

TEXT = """Asha Raman
asha@example.com

Experience
Backend Engineer, Acme GmbH  2019-03 - 2024-06
- Built services with Django.

Languages
English C1
"""


def with_resume(api: Client, text: str = TEXT, candidate_id: str = "") -> str:
    """The path of the profile of a candidate whose résumé was read."""
    candidate_id = candidate_id or a_new_candidate(api)["candidate_id"]
    begun = made(api, f"/candidates/{candidate_id}/resume", {"filename": "cv.txt", "content_type": "text/plain"})
    notify(upload(begun, text.encode()))
    return f"/candidates/{candidate_id}/profile"


def test_a_profile_says_what_stands_in_the_resume_and_where(api: Client) -> None:
    path = with_resume(api)

    profile = done(api, "GET", path)
    text = done(api, "GET", path.replace("/profile", "/resume"))["parsed_text"]

    assert (profile["status"], profile["edited"], profile["version"]) == ("PARSED", [], 0)
    assert profile["name"] == {"value": "Asha Raman", "start": 0, "end": 10}
    assert [one["value"] for one in profile["emails"]] == ["asha@example.com"]
    [job] = profile["jobs"]
    assert (job["titles"][0]["value"], job["starts"], job["ends"]) == (
        "Backend Engineer, Acme GmbH",
        "2019-03",
        "2024-06",
    )
    [django] = profile["skills"]
    assert django["skill"] == "Django"
    assert text[django["found"][0]["start"] : django["found"][0]["end"]] == "Django"
    assert [(one["language"], one["level"]["value"]) for one in profile["languages"]] == [("English", "C1")]


def test_a_recruiters_entry_stays_and_null_removes_it(api: Client) -> None:
    path = with_resume(api)

    changed = done(api, "PATCH", path, {"name": "Asha R. Raman", "skills": ["Django", "Negotiation"]})

    assert changed == done(api, "GET", path)
    assert changed["name"] == {"value": "Asha R. Raman", "start": None, "end": None}
    assert [(one["skill"], len(one["found"])) for one in changed["skills"]] == [("Django", 1), ("Negotiation", 0)]
    assert (changed["edited"], changed["version"]) == (["name", "skills"], 1)

    back = done(api, "PATCH", path, {"name": None})

    assert (back["name"]["value"], back["edited"], back["version"]) == ("Asha Raman", ["skills"], 2)


def test_a_change_of_a_version_that_is_gone_is_refused(api: Client) -> None:
    path = with_resume(api)
    done(api, "PATCH", path, {"name": "One"})

    refused = api("PATCH", path, {"name": "Two"}, headers={"If-Match": "0"})

    assert (refused.status, refused.code) == (412, "STALE_VERSION")
    assert done(api, "GET", path)["name"]["value"] == "One"
    assert done(api, "PATCH", path, {"name": "One"})["version"] == 1


def test_another_resume_begins_anew_and_one_that_is_read_again_keeps_what_was_entered(api: Client) -> None:
    path = with_resume(api)
    done(api, "PATCH", path, {"name": "Entered"})
    candidate_id = path.split("/")[2]
    key = made(api, f"/candidates/{candidate_id}/resume", {"filename": "b.txt"})["upload"]["fields"]["key"]

    awaited = done(api, "GET", path)

    assert (awaited["status"], awaited["name"], awaited["jobs"], awaited["edited"]) == ("AWAITING_UPLOAD", None, [], [])
    done(api, "PATCH", path, {"name": "By hand"})
    upload({"upload": {"fields": {"key": key}}}, TEXT.encode())
    notify(key)
    notify(key)
    read = done(api, "GET", path)
    assert (read["status"], read["name"]["value"], read["edited"]) == ("PARSED", "By hand", ["name"])
    assert len(read["jobs"]) == 1


def test_a_viewer_reads_and_does_not_change(found: Founder) -> None:
    tenant = found("Acme")
    path = with_resume(tenant.admin)
    viewer = tenant.with_role(Role.VIEWER)

    assert done(viewer, "GET", path)["name"]["value"] == "Asha Raman"
    assert viewer("PATCH", path, {"name": "X"}).status == 403
    assert done(tenant.with_role(Role.RECRUITER), "PATCH", path, {"name": "X"})["name"]["value"] == "X"


def test_another_organisations_profile_is_not_found(api: Client, found: Founder) -> None:
    path = with_resume(api)
    stranger = found("Other").admin

    assert stranger("GET", path).status == 404
    assert stranger("PATCH", path, {"name": "X"}).status == 404
    assert done(api, "GET", path)["edited"] == []


def test_without_a_resume_there_is_no_profile(api: Client) -> None:
    path = f"/candidates/{a_new_candidate(api)['candidate_id']}/profile"

    assert api("GET", path).json["error"] == "Résumé not found"
    assert api("PATCH", path, {"name": "X"}).json["error"] == "Résumé not found"


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"emails": ["no address"]},
        {"jobs": [{"titles": [], "starts": "2019"}]},
        {"jobs": [{"titles": ["A"], "starts": "2019-13"}]},
        {"jobs": [{"titles": ["A"], "starts": "2019-05", "ends": "2019-04"}]},
        {"jobs": [{"titles": ["A"], "starts": "2019-05", "ends": "2018"}]},
        {"languages": [{"level": "C1"}]},
        {"skills": ["x"] * 101},
        {"sections": []},
    ],
)
def test_an_invalid_profile_is_refused_and_changes_nothing(api: Client, body: dict[str, Any]) -> None:
    path = with_resume(api)

    assert api("PATCH", path, body).code == "VALIDATION"
    assert done(api, "GET", path)["version"] == 0
