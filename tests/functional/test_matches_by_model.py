"""Matches with a model beside the rules: a real HTTP server that speaks the OpenAI protocol, by the real package."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from greenroom.adapters.language_model import OpenAILanguageModel
from greenroom.models.scored_match import RULES
from greenroom.settings import Settings
from local.applications import with_parts
from tests.functional.matches import a_candidate_with_resume, a_matching_job, scored, waiting
from tests.functional.model_server import Exchange, ModelServer, completion, fails, serving
from tests.functional.recruiter_requests import done
from tests.world import Founder, Tenant, app

OTHER_WORDS = "Tuned Postgres queries for a table of two billion rows"
WANTED = [{"requirement": "Query tuning at scale", "kind": "MUST"}, {"requirement": "AWS", "kind": "MUST"}]


@pytest.fixture
def tenant(found: Founder) -> Iterator[Tenant]:
    yield found(matching_enabled=True, matching_model_enabled=True)
    waiting()


@contextmanager
def a_model(behave: Callable[[Exchange], None]) -> Iterator[ModelServer]:
    with serving(behave) as server:
        language_model = OpenAILanguageModel(api_key="key", model="test-model", base_url=server.url)
        chosen = Settings({**app.settings.environment, "OPENAI_MODEL": "test-model"})
        with with_parts(app, language_model=lambda: language_model, settings=chosen):
            yield server


def proposes(exchange: Exchange) -> None:
    """The proposals of an honest model; an obedient model proposes anything."""
    quote = "Ten years of everything" if exchange.obeys() else OTHER_WORDS
    exchange.send(200, completion({"level": "USED", "quote": quote}))


def a_job(tenant: Tenant) -> str:
    job_id = a_matching_job(tenant.admin)
    done(tenant.admin, "PUT", f"/jobs/{job_id}/requirements", {"requirements": WANTED})
    return job_id


def test_a_model_proposes_what_the_rules_did_not_find_and_is_asked_once(tenant: Tenant) -> None:
    job_id = a_job(tenant)
    a_candidate_with_resume(tenant, job_id)

    with a_model(proposes) as server:
        [match] = scored(tenant.admin, job_id)
        assert scored(tenant.admin, job_id) == [match]

    assert (match["score"], match["made_by"].partition(",")[0]) == (100, RULES)
    assert "test-model" in match["made_by"]
    found = {one["requirement"]: (one["level"], one["quotes"]) for one in match["requirements"]}
    assert found["Query tuning at scale"] == ("USED", [OTHER_WORDS])
    [request] = server.requests
    assert "Query tuning at scale" in request["messages"][1]["content"]
    assert "Asha" not in str(request)


def test_the_rules_score_if_the_model_fails_and_the_next_run_asks_it_again(tenant: Tenant) -> None:
    job_id = a_job(tenant)
    a_candidate_with_resume(tenant, job_id)

    with a_model(fails(500)):
        [by_rules] = scored(tenant.admin, job_id)
    with a_model(proposes):
        [match] = scored(tenant.admin, job_id)

    assert (by_rules["score"], by_rules["made_by"]) == (50, RULES)
    assert match["score"] == 100


def test_no_model_is_asked_for_an_organisation_that_did_not_want_it(found: Founder) -> None:
    tenant = found(matching_enabled=True)
    job_id = a_job(tenant)
    a_candidate_with_resume(tenant, job_id)

    with a_model(proposes) as server:
        [match] = scored(tenant.admin, job_id)

    assert (server.requests, match["made_by"]) == ([], RULES)
