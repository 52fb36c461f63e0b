"""The template's settings for a stack on AWS: logs, encryption, limits, and protection against deletion."""

import json
import re
from typing import Any

import pytest

from greenroom.usecases.delete_organisation import FOLDERS
from local.permissions import permissions
from local.template import Intrinsic, template

RESOURCES = template()["Resources"]
SECRETS_IN_LOGS = re.compile(r"query|cookie|referer|header|uri-stem\?|\.path\b", re.IGNORECASE)


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in RESOURCES.items() if one["Type"] == kind}


@pytest.mark.parametrize("table", of_type("AWS::DynamoDB::Table"))
def test_a_table_that_is_kept_can_not_be_deleted_by_mistake(table: str) -> None:
    is_kept = RESOURCES[table]["DeletionPolicy"] == "Retain"
    protected = Intrinsic("If", ["ProtectsTables", True, False]) if is_kept else None
    assert RESOURCES[table]["Properties"].get("DeletionProtectionEnabled") == protected


def test_tables_are_protected_unless_it_is_switched_off() -> None:
    assert template()["Parameters"]["ProtectTables"]["Default"] == "true"


@pytest.mark.parametrize("topic", of_type("AWS::SNS::Topic"))
def test_topics_are_encrypted_with_a_key_that_ses_and_alarms_may_use(topic: str) -> None:
    assert RESOURCES[topic]["Properties"]["KmsMasterKeyId"] == Intrinsic("Ref", "TopicsKey")
    statements = RESOURCES["TopicsKey"]["Properties"]["KeyPolicy"]["Statement"]
    services = {name for one in statements for name in one["Principal"].get("Service", [])}
    assert services == {"ses.amazonaws.com", "cloudwatch.amazonaws.com"}


@pytest.mark.parametrize("bucket", of_type("AWS::S3::Bucket"))
def test_buckets_answer_over_tls_alone(bucket: str) -> None:
    policies = [
        one
        for one in of_type("AWS::S3::BucketPolicy").values()
        if one["Properties"]["Bucket"] == Intrinsic("Ref", bucket)
    ]
    text = repr([statement for one in policies for statement in one["Properties"]["PolicyDocument"]["Statement"]])
    assert "'Effect': 'Deny', 'Principal': '*', 'Action': 's3:*'" in text
    assert "{'Bool': {'aws:SecureTransport': False}}" in text


@pytest.mark.parametrize("bucket", of_type("AWS::S3::Bucket"))
def test_a_bucket_of_a_failed_first_deployment_does_not_stand_in_the_way_of_the_next(bucket: str) -> None:
    assert RESOURCES[bucket]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_earlier_versions_of_documents_end_after_two_weeks_for_resumes_and_a_day_for_all_else() -> None:
    bucket = RESOURCES["DocumentsBucket"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = [one for one in bucket["LifecycleConfiguration"]["Rules"] if "Prefix" in one]
    days = {one["Prefix"]: one["NoncurrentVersionExpiration"]["NoncurrentDays"] for one in rules}
    assert days == {"resumes/": 14, **dict.fromkeys((*(f"{folder}/" for folder in FOLDERS[1:]), "speech/"), 1)}
    # Without an expiration for current files, S3 removes expired delete markers only if the rule says so.
    assert [
        one["Id"] for one in rules if "ExpirationInDays" not in one and "ExpiredObjectDeleteMarker" not in one
    ] == []


def test_a_bucket_is_listed_by_folders_alone() -> None:
    lists = [one for one in permissions() if any(action.startswith("s3:ListBucket") for action in one.actions)]
    assert lists
    assert [one.role for one in lists if not one.condition.startswith("StringLike s3:prefix")] == []


def test_access_to_the_api_is_logged_without_queries_and_headers_as_long_as_the_parameter_says() -> None:
    setting = RESOURCES["Api"]["Properties"]["AccessLogSetting"]
    assert setting["DestinationArn"] == Intrinsic("GetAtt", "ApiAccessLogs.Arn")
    fields = json.loads(setting["Format"])
    assert {"request_id", "method", "route", "status", "org_id"} <= set(fields)
    assert [value for value in fields.values() if SECRETS_IN_LOGS.search(value)] == []
    assert RESOURCES["ApiAccessLogs"]["Properties"]["RetentionInDays"] == Intrinsic("Ref", "LogRetentionDays")


def test_access_to_the_edge_is_logged_without_queries_cookies_and_referrers() -> None:
    fields = RESOURCES["EdgeLogDelivery"]["Properties"]["RecordFields"]
    assert {"cs-method", "cs-uri-stem", "sc-status"} <= set(fields)
    assert [field for field in fields if SECRETS_IN_LOGS.search(field)] == []
    assert RESOURCES["EdgeLogs"]["Properties"]["RetentionInDays"] == Intrinsic("Ref", "LogRetentionDays")


def test_routes_without_a_token_have_rate_limits_of_their_own() -> None:
    events = [
        event["Properties"]
        for one in of_type("AWS::Serverless::Function").values()
        for event in one["Properties"].get("Events", {}).values()
        if event["Type"] == "Api" and event["Properties"].get("Auth", {}).get("Authorizer") == "NONE"
    ]
    pages = {(event["Path"], event["Method"]) for event in events if not event["Path"].startswith("/api/")}
    settings = RESOURCES["Api"]["Properties"]["MethodSettings"]
    own = {(one["ResourcePath"].replace("/~1", "/").replace("~1", "/"), one["HttpMethod"]): one for one in settings}
    assert pages
    assert {page for page in pages if page not in own} == set()
    assert {
        page for page in pages if own[page]["ThrottlingRateLimit"] >= own["/*", "*"]["ThrottlingRateLimit"]
    } == set()


def test_a_web_acl_limits_each_address_and_can_be_switched_off() -> None:
    assert template()["Parameters"]["WebAcl"]["Default"] == "true"
    acls = of_type("AWS::WAFv2::WebACL")
    assert {name: (one["Condition"], one["Properties"]["Scope"]) for name, one in acls.items()} == {
        "EdgeAcl": ("HasEdgeAcl", "CLOUDFRONT"),
        "ApiAcl": ("HasApiAcl", "REGIONAL"),
    }
    for acl in acls.values():
        for rule in acl["Properties"]["Rules"]:
            assert rule["Statement"]["RateBasedStatement"]["Limit"] <= 30_000
            assert "Block" in rule["Action"]


def test_an_address_that_the_edge_names_is_believed_beside_its_secret_alone() -> None:
    rules = RESOURCES["ApiAcl"]["Properties"]["Rules"]
    by_name = [one["Statement"]["RateBasedStatement"] for one in rules]
    [forwarded] = [one for one in by_name if one["AggregateKeyType"] == "FORWARDED_IP"]
    secret = forwarded["ScopeDownStatement"]["ByteMatchStatement"]
    assert secret["FieldToMatch"] == {"SingleHeader": {"Name": "x-origin-secret"}}
    [api] = [
        one for one in RESOURCES["Distribution"]["Properties"]["DistributionConfig"]["Origins"] if one["Id"] == "api"
    ]
    assert [one["HeaderValue"] for one in api["OriginCustomHeaders"]] == [secret["SearchString"]]
    # CloudFormation reads the secret anew only where the reference changes: a parameter is in it.
    in_functions = template()["Globals"]["Function"]["Environment"]["Variables"]["ORIGIN_SECRET"]
    assert in_functions == secret["SearchString"]
    assert "${OriginSecretVersion}" in str(in_functions)
    assert (
        "request.headers['x-viewer-address'] = { value: event.viewer.ip }"
        in (RESOURCES["PathFunction"]["Properties"]["FunctionCode"])
    )


def test_concurrency_is_reserved_only_where_somebody_asks_for_it() -> None:
    parameters = template()["Parameters"]
    assert (parameters["ReservedConcurrency"]["Default"], parameters["UsageConcurrency"]["Default"]) == (0, 0)
    reserved = {
        name: one["Properties"]["ReservedConcurrentExecutions"].value[:2]
        for name, one in of_type("AWS::Serverless::Function").items()
        if "ReservedConcurrentExecutions" in one["Properties"]
    }
    for_people = ["ReservesConcurrency", Intrinsic("Ref", "ReservedConcurrency")]
    assert reserved == {
        "BookSlotFunction": for_people,
        "PortalFunction": for_people,
        "InterviewerFunction": for_people,
        "RecordUsageFunction": ["LimitsUsage", Intrinsic("Ref", "UsageConcurrency")],
    }
