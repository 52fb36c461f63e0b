"""The organisation through the API: admins change single rules, and the second of two conflicting changes is
refused."""

from greenroom.models.organisation import Role
from tests.functional.recruiter_requests import done
from tests.world import Founder, Tenant, app

PATH = "/organisation"


def test_a_rule_is_changed_and_the_others_stay(organisation: Tenant) -> None:
    before = done(organisation.admin, "GET", PATH)
    after = done(organisation.admin, "PATCH", PATH, {"policy": {"retention_days": 180, "reminders": [60, 1440]}})
    assert after["policy"] == before["policy"] | {"retention_days": 180, "reminders": [1440, 60]}
    assert (after["name"], after["version"]) == (before["name"], before["version"] + 1)
    assert done(organisation.admin, "GET", PATH) == after
    stored = app.organisations.organisation(organisation.org_id).policy
    assert (stored.retention_days, stored.reminders) == (180, (1440, 60))


def test_the_same_again_changes_nothing(organisation: Tenant) -> None:
    first, again = (done(organisation.admin, "PATCH", PATH, {"name": "Acme Hiring"}) for _ in range(2))
    assert first == again


def test_a_rule_that_is_wrong_is_named_and_nothing_is_changed(organisation: Tenant) -> None:
    before = done(organisation.admin, "GET", PATH)
    for rules in (
        {"timezone": "Mars/Olympus"},
        {"max_advance_days": None},
        {"colour": "red"},
        {"link_ttl_hours": "24"},
    ):
        answer = organisation.admin("PATCH", PATH, {"policy": rules})
        assert (answer.status, answer.code) == (400, "VALIDATION"), rules
        assert next(iter(rules)) in answer.text
    assert done(organisation.admin, "GET", PATH) == before


def test_the_second_of_two_admins_who_change_it_is_refused(organisation: Tenant) -> None:
    answers = [
        organisation.admin("PATCH", PATH, {"name": name}, headers={"If-Match": "1"}) for name in ("First", "Second")
    ]
    assert [one.status for one in answers] == [200, 412]
    assert done(organisation.admin, "GET", PATH)["name"] == "First"


def test_only_admins_read_and_change_it_and_only_their_own(organisation: Tenant, found: Founder) -> None:
    recruiter = organisation.with_role(Role.RECRUITER)
    assert [recruiter(method, PATH, {}).status for method in ("GET", "PATCH")] == [403, 403]
    assert done(found("Beta").admin, "GET", PATH)["name"] == "Beta"
