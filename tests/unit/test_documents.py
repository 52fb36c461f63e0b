"""README and docs/ list all parts of the code: a part that is added only to the code fails here."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench import slo
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.models.organisation import Policy
from greenroom.models.webhook import WebhookEvent
from greenroom.rules.webhooks import signature
from local.permissions import permissions
from local.template import template

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)

README = (ROOT / "README.md").read_text()
API = (DOCS / "api.md").read_text()
DATA_MODEL = (DOCS / "data-model.md").read_text()
OPERATIONS = (DOCS / "operations.md").read_text()

READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
WRITES = {"dynamodb:PutItem", "dynamodb:BatchWriteItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
FOLLOWS = {"dynamodb:GetRecords"}


def named(kind: str) -> dict[str, Any]:
    """The template's resources of a type, by logical id."""
    return {name: found for name, found in template()["Resources"].items() if found["Type"] == kind}


def snake(logical_id: str) -> str:
    """The folder of a function: `book_slot` for `BookSlotFunction`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", logical_id.removesuffix("Function")).lower()


def rows(text: str) -> list[list[str]]:
    """The cells of all tables of a page."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def section(text: str, heading: str) -> str:
    """The text under a heading of the second level."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("function", named("AWS::Serverless::Function"))
def test_each_function_stands_in_the_readme(function: str) -> None:
    listed = [row[0] for row in rows(section(README, "The functions"))]
    assert f"`{snake(function)}`" in listed


def test_the_readme_lists_no_function_that_is_gone() -> None:
    listed = {row[0].strip("`") for row in rows(section(README, "The functions")) if row[0].startswith("`")}
    assert listed == {snake(name) for name in named("AWS::Serverless::Function")}


@pytest.mark.parametrize("table", named("AWS::DynamoDB::Table"))
def test_each_table_is_described_with_its_keys_and_indexes(table: str) -> None:
    described = section(DATA_MODEL, table)
    properties = named("AWS::DynamoDB::Table")[table]["Properties"]
    keys = [key["AttributeName"] for key in properties["KeySchema"]]
    for index in properties.get("GlobalSecondaryIndexes", []):
        keys += [index["IndexName"], *(key["AttributeName"] for key in index["KeySchema"])]
    if "TimeToLiveSpecification" in properties:
        keys.append(properties["TimeToLiveSpecification"]["AttributeName"])
    assert [key for key in keys if f"`{key}`" not in described] == []


def users(table: str, actions: set[str]) -> list[str]:
    """The functions whose role allows one of these actions on a table, as the document lists them."""
    return sorted(
        {
            snake(permission.role)
            for permission in permissions()
            if actions & set(permission.actions)
            and any(found.split("/")[0].removesuffix(".StreamArn") == table for found in permission.resources)
        }
    )


def who(table: str) -> list[str]:
    """A table's row in the list of readers and writers."""
    followers = [f"*{name}*" for name in users(table, FOLLOWS)]
    return [f"`{table}`", ", ".join(users(table, READS) + followers), ", ".join(users(table, WRITES))]


def test_the_document_tells_who_reads_and_writes_each_table() -> None:
    expected = [who(table) for table in named("AWS::DynamoDB::Table")]
    told = [row for row in rows(section(DATA_MODEL, "Who reads and writes")) if row[0].startswith("`")]
    assert told == expected, "docs/data-model.md should hold:\n" + "\n".join(
        f"| {' | '.join(row)} |" for row in expected
    )


@pytest.mark.parametrize("name", Policy.model_fields)
def test_each_rule_of_a_policy_is_listed_with_its_default(name: str) -> None:
    default = json.loads(Policy().model_dump_json())[name]
    listed = {row[0]: row[1] for row in rows(section(API, "Policy"))}
    assert listed.get(f"`{name}`") == f"`{json.dumps(default)}`"


@pytest.mark.parametrize("code", STATUS_OF_CODE)
def test_each_refusal_is_listed_with_its_status(code: str) -> None:
    listed = [row[0] for row in rows(section(API, "Refusals")) if f"`{code}`" in row[1]]
    assert listed == [str(STATUS_OF_CODE[code])]


@pytest.mark.parametrize("event", WebhookEvent)
def test_each_event_of_a_webhook_is_named(event: WebhookEvent) -> None:
    assert f"`{event}`" in section(API, "Webhooks")


def test_the_limits_in_the_api_page_are_those_of_the_usage_plan() -> None:
    [plan] = named("AWS::ApiGateway::UsagePlan").values()
    throttle = plan["Properties"]["Throttle"]
    assert f"{throttle['RateLimit']} requests a second, and {throttle['BurstLimit']} at once" in API


def test_the_check_of_a_signature_that_is_shown_knows_ours_from_others() -> None:
    shown: dict[str, Any] = {}
    [code] = [block for block in PYTHON.findall(API) if "def is_genuine" in block]
    exec(code, shown)
    now, body = datetime(2026, 11, 27, 9, tzinfo=UTC), '{"id":"evt_1"}'
    header = signature(["new", "old"], body, now)

    def is_genuine(secret: str, text: str, later: float = 10, header: str = header) -> bool:
        return bool(shown["is_genuine"](secret, header, text.encode(), now.timestamp() + later))

    assert is_genuine("new", body)
    assert is_genuine("old", body)
    assert not is_genuine("another", body)
    assert not is_genuine("new", body + " ")
    assert not is_genuine("new", body, later=301)
    for wrong in ("", "t=,v1=", "v1=5f2a", "t=now,v1=5f2a", "nonsense"):
        assert not is_genuine("new", body, header=wrong)


def test_each_target_of_make_is_told_by_make_help() -> None:
    [phony] = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = {line.split()[1] for line in told.splitlines()}
    assert listed == set(phony.split()) - {"help", "ready"}


@pytest.mark.parametrize("alarm", named("AWS::CloudWatch::Alarm"))
def test_operations_say_what_to_do_at_each_alarm(alarm: str) -> None:
    alarms = section(OPERATIONS, "Alarms")
    each_function = re.fullmatch(r"(\w+?)(Errors)", alarm)
    if each_function and f"{each_function[1]}Function" in named("AWS::Serverless::Function"):
        assert f"`<Function>{each_function[2]}`" in alarms
        return
    assert f"`{alarm}`" in alarms


@pytest.mark.parametrize(
    "entry", [*section(OPERATIONS, "Alarms").split("\n### ")[1:], section(OPERATIONS, "E-mail that bounces")]
)
def test_each_entry_says_which_query_to_run_and_when_it_is_over(entry: str) -> None:
    queries = [
        str(one["Properties"]["Name"].value).split("/")[1] for one in named("AWS::Logs::QueryDefinition").values()
    ]
    assert any(f"*{query}*" in entry for query in queries)
    assert re.search(r"[Oo]ver\s+(when|after|with)", entry)


@pytest.mark.parametrize("alarm", named("AWS::CloudWatch::Alarm"))
def test_each_alarm_names_a_section_of_operations_that_is_there(alarm: str) -> None:
    description = named("AWS::CloudWatch::Alarm")[alarm]["Properties"]["AlarmDescription"]
    page, heading = re.findall(r'(docs/[\w.]+), "([^"]+)"', description)[0]
    assert re.search(rf"^#+ {re.escape(heading)}$", (ROOT / page).read_text(), re.MULTILINE), heading


def test_the_document_counts_the_resources_that_cost_money_without_bookings() -> None:
    functions, alarms = len(named("AWS::Serverless::Function")), len(named("AWS::CloudWatch::Alarm"))
    secrets, keys = len(named("AWS::SecretsManager::Secret")), len(named("AWS::KMS::Key"))
    rules = {name: len(one["Properties"]["Rules"]) for name, one in named("AWS::WAFv2::WebACL").items()}
    told = section(OPERATIONS, "Deploying")
    assert f"one for each function, and {alarms - functions} others | 0.10 each" in told
    assert f"{secrets} secrets | 0.40 each" in told
    assert f"{keys} key, for topics | 1.00" in told
    assert rules == dict.fromkeys(rules, 2)
    assert "Scheduler, Lambda, reads | 0.80" in told
    month = alarms * 0.1 + secrets * 0.4 + keys * 1.0 + 0.8
    [shown] = re.findall(r"about \$(\d+) a month", README)
    assert abs(month - int(shown)) <= 0.5, f"about ${month:.2f}"


def test_each_decision_is_listed() -> None:
    files = {path.name for path in DECISIONS.glob("0*.md")}
    listed = re.findall(r"^\| \[(\d+)\]\(([^)]+)\)", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    assert {file for _, file in listed} == files
    assert all(file.startswith(number) for number, file in listed)


def test_the_readme_sends_people_to_files_that_are_there() -> None:
    sent_to = re.findall(r"`([\w/.-]*[/.][\w.-]*)`", section(README, "Find your way"))
    assert len(sent_to) > 10
    assert [path for path in sent_to if not (ROOT / path).exists()] == []


def test_each_promise_of_security_names_tests_that_are_there() -> None:
    text = (DOCS / "security.md").read_text()
    promises = [row for row in rows(text) if row[0] not in {"promise", "---"}]
    assert len(promises) > 20
    for promise, held_by in promises:
        named_tests = re.findall(r"`(tests/[^`]+)`", held_by)
        assert named_tests, promise
        assert [name for name in named_tests if not (ROOT / name).exists()] == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_within_the_repository_leads_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(FENCED.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_promises_stand_beside_what_the_bench_showed_last() -> None:
    results = json.loads((ROOT / "bench" / "results.json").read_text())
    assert slo.DOCUMENT.read_text() == slo.document(results), "make bench writes both"


def test_promises_name_metrics_alarms_and_queries_that_there_are() -> None:
    told, stack = slo.DOCUMENT.read_text(), (ROOT / "template.yaml").read_text()
    names, queries = re.findall(r"`([A-Z][A-Za-z]+)`", told), re.findall(r"Query: \*([^*]+)\*", told)
    assert names
    assert queries
    for named in names:
        assert named.removesuffix("Late") in stack, named
    for query in queries:
        assert f"/{query}" in stack, query
