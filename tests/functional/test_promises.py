"""Headers about the API itself."""

from datetime import UTC, datetime
from typing import Any

from greenroom.api.promises import BURST, RATE_LIMIT_POLICY, REQUESTS_A_SECOND, Deprecated
from greenroom.api.routes import Api
from local.gateway import Client, lambda_context, rest_event
from local.template import template
from tests.world import app


def test_answers_say_what_the_usage_plan_lets_an_organisation_ask(api: Client) -> None:
    plan = template()["Resources"]["OrganisationUsagePlan"]["Properties"]["Throttle"]
    assert plan == {"RateLimit": REQUESTS_A_SECOND, "BurstLimit": BURST}
    for path in ("/jobs", "/jobs/job_none"):
        assert api("GET", path).headers["RateLimit-Policy"] == RATE_LIMIT_POLICY


def test_a_route_that_will_go_announces_it() -> None:
    leaving = Api(app)
    going = Deprecated(
        datetime(2026, 11, 29, tzinfo=UTC), datetime(2027, 11, 29, tzinfo=UTC), "https://example.com/instead"
    )

    @leaving.get("/api/v1/old", summary="Old", tag="Old", role=None, deprecated=going)
    def get_old() -> dict[str, Any]:
        return {"still": "here"}

    answer = leaving.resolve(rest_event("GET", "/api/v1/old"), lambda_context())
    headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
    assert headers["Deprecation"] == "@1795910400"
    assert headers["Sunset"] == "Mon, 29 Nov 2027 00:00:00 GMT"
    assert headers["Link"] == '<https://example.com/instead>; rel="deprecation"'
