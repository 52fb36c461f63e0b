"""The rights of each role: no wildcards, and dangerous actions only for the functions that need them."""

import re

import pytest

from local.permissions import Permission, permissions
from local.template import template

ALL = list(permissions())


def test_every_function_has_a_role_of_its_own_and_nothing_is_attached_to_it() -> None:
    resources = template()["Resources"]
    functions = {name: found for name, found in resources.items() if found["Type"] == "AWS::Serverless::Function"}
    roles = {name: found["Properties"]["Role"].value for name, found in functions.items()}
    assert roles == {name: f"{name.removesuffix('Function')}Role.Arn" for name in functions}
    for name, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Role" and name != "ApiLogRole":  # API Gateway asks for a policy of its own
            assert "ManagedPolicyArns" not in resource["Properties"], name
    assert not any("Policies" in found["Properties"] for found in functions.values())


@pytest.mark.parametrize("permission", ALL, ids=lambda permission: f"{permission.role}: {permission.actions[0]}")
def test_nothing_is_granted_by_a_wildcard(permission: Permission) -> None:
    assert not any("*" in action for action in permission.actions)
    # The stream mapping must be able to list streams, and SES knows identities by the sender's condition.
    allowed = {"dynamodb:ListStreams"}
    assert "*" not in permission.resources or set(permission.actions) <= allowed


UNIQUE_VALUES = "ForAllValues:StringLike dynamodb:LeadingKeys ['*#UNIQUE']"


def roles_that_may(action: str, resource: str, condition: str | None = None) -> set[str]:
    """The roles that may do this action with resources whose names end so, without those limited to items of unique
    values."""
    return {
        permission.role
        for permission in ALL
        if action in permission.actions
        and any(found.endswith(resource) for found in permission.resources)
        and (condition or permission.condition != UNIQUE_VALUES)
        and condition in {None, permission.condition}
    }


OF_ORGANISATIONS = "DeleteOrganisations"
"""The function that removes an organisation's data, which no request starts."""
ERASERS = {"Console", OF_ORGANISATIONS, "RecruiterApi", "StatusSweeper"}
READERS_OF_LINKS = {
    *("BookSlot", "Console", "CreateSession", OF_ORGANISATIONS, "Portal", "RecruiterApi", "SendSignIn", "StatusSweeper")
}
SENDERS = {"Console", "CreateSession", "SendSignIn", "SendWebhooks", "StatusSweeper"}


@pytest.mark.parametrize(
    ("action", "resource", "roles"),
    [
        # Personal data is deleted only by the functions that erase people.
        ("dynamodb:DeleteItem", "CandidatesTable", ERASERS),
        ("dynamodb:DeleteItem", "ResumesTable", ERASERS),
        # It also deletes items of a candidate who was erased while queued.
        ("dynamodb:DeleteItem", "MatchesTable", {"FollowInterviews", "MatchCandidates", *ERASERS}),
        ("dynamodb:DeleteItem", "BookingsTable", ERASERS),
        ("dynamodb:DeleteItem", "SessionsTable", {*ERASERS, "CreateSession"}),
        ("dynamodb:DeleteItem", "CalendarsTable", ERASERS),
        ("dynamodb:DeleteItem", "JobsTable", {"Console", OF_ORGANISATIONS, "RecruiterApi"}),
        ("dynamodb:DeleteItem", "WebhooksTable", {"Console", OF_ORGANISATIONS, "RecruiterApi"}),
        ("dynamodb:DeleteItem", "WebhookDeliveriesTable", {OF_ORGANISATIONS, "SendWebhooks"}),
        ("dynamodb:DeleteItem", "SlotsTable", {OF_ORGANISATIONS}),
        ("dynamodb:DeleteItem", "InterviewsTable", {OF_ORGANISATIONS}),
        ("dynamodb:DeleteItem", "InterviewLogsTable", {OF_ORGANISATIONS}),
        ("dynamodb:DeleteItem", "ErasuresTable", set()),
        ("dynamodb:DeleteItem", "OrganisationsTable", {OF_ORGANISATIONS}),
        ("dynamodb:DeleteItem", "UsageTable", {OF_ORGANISATIONS}),
        # Files.
        ("s3:GetObject", "/resumes/*", {"Console", "ExportOrganisation", "ParseResume", "RecruiterApi"}),
        ("s3:GetObject", "/drafts/*", {"Console", "ExportOrganisation", "ParseResume"}),
        ("s3:PutObject", "/drafts/*", {"Console"}),
        ("s3:PutObject", "/resumes/*", {"Console", "RecruiterApi"}),
        ("s3:DeleteObject", "/resumes/*", {"ParseResume", *ERASERS}),
        ("s3:DeleteObjectVersion", "/resumes/*", {"ParseResume", *ERASERS}),
        ("s3:DeleteObjectVersion", "/answers/*", {"Interviewer", *ERASERS}),
        ("s3:GetObject", "/imports/*", {"Console"}),
        ("s3:PutObject", "/imports/*", {"Console"}),
        ("s3:GetObject", "/answers/*", {"Console", "ExportOrganisation", "Portal", "Interviewer", "RecruiterApi"}),
        ("s3:PutObject", "/answers/*", {"Interviewer"}),
        ("s3:PutObject", "/exports/*", {"ExportOrganisation"}),
        ("s3:GetObject", "/exports/*", {"RecruiterApi"}),
        ("s3:DeleteObject", "/answers/*", {"Interviewer", *ERASERS}),
        ("s3:PutObject", "/questions/*", {"PrepareQuestions"}),
        # Secrets.
        ("ssm:GetParameter", "/openai-api-key", {"Interviewer", "MatchCandidates", "PrepareQuestions"}),
        ("ssm:GetParameter", "/portal-url", {*READERS_OF_LINKS, "Interviewer"}),
        (
            "secretsmanager:GetSecretValue",
            "LinkSecret",
            {
                *READERS_OF_LINKS - {"SendSignIn"},
                "ExportOrganisation",
                "FollowChanges",
                "FollowInterviews",
                "Interviewer",
                "MailEvents",
                "MeetingRoom",
                "Meetings",
                "PrepareQuestions",
            },
        ),
        ("secretsmanager:GetSecretValue", "WebhookSecret", {"Console", "RecruiterApi", "SendWebhooks"}),
        ("secretsmanager:GetSecretValue", "ReportSecret", {"Portal", "RecruiterApi"}),
        (
            "secretsmanager:GetSecretValue",
            "AddressSecret",
            READERS_OF_LINKS - {"BookSlot", "CreateSession"} | {"Interviewer", "MeetingRoom"},
        ),
        ("secretsmanager:GetSecretValue", "SignInSecret", {"Console", "SendSignIn"}),
        # Organisations' credentials at providers.
        ("secretsmanager:GetSecretValue", "/providers/*", {"Meetings"}),
        ("secretsmanager:PutSecretValue", "/providers/*", {"Meetings"}),
        ("lambda:InvokeFunction", "MeetingsFunction", {"Console"}),
        # Sending e-mails and messages, and invoking functions.
        ("ses:SendEmail", "MailConfigurationSet", SENDERS),
        ("sqs:SendMessage", "SignInQueue", {"Console", "Portal", "RecruiterApi"}),
        ("sqs:SendMessage", "ReportsQueue", {"StatusSweeper"}),
        ("dynamodb:GetRecords", "BookingsTable.StreamArn", {"CreateSession", "Meetings", "PrepareQuestions"}),
        ("dynamodb:GetRecords", "InterviewLogsTable.StreamArn", {"FollowInterviews", "SendWebhooks"}),
        ("dynamodb:GetRecords", "CandidatesTable.StreamArn", {"SendWebhooks"}),
        ("dynamodb:GetRecords", "ResumesTable.StreamArn", {"SendWebhooks"}),
        ("dynamodb:GetRecords", "MatchesTable.StreamArn", {"SendWebhooks"}),
    ],
)
def test_only_functions_that_need_a_dangerous_permission_have_it(action: str, resource: str, roles: set[str]) -> None:
    assert roles_that_may(action, resource) == roles


def test_of_interviews_and_slots_nothing_is_deleted_but_who_has_an_external_id() -> None:
    assert roles_that_may("dynamodb:DeleteItem", "InterviewsTable", UNIQUE_VALUES) == {
        *ERASERS - {OF_ORGANISATIONS},
        "BookSlot",
    }
    assert roles_that_may("dynamodb:DeleteItem", "SlotsTable", UNIQUE_VALUES) == {"RecruiterApi"}


@pytest.mark.parametrize("permission", ALL, ids=lambda permission: f"{permission.role}: {permission.actions[0]}")
def test_nothing_is_changed_in_the_account_itself(permission: Permission) -> None:
    services = {action.partition(":")[0] for action in permission.actions}
    if permission.actions == ("execute-api:ManageConnections",):
        return  # WebSockets of the video room, which end with the room or by the person's new connection
    assert services <= {"dynamodb", "lambda", "logs", "s3", "secretsmanager", "ses", "sqs", "ssm"}
    if permission.role in {"Meetings", OF_ORGANISATIONS} and all(
        one.endswith("/providers/*") for one in permission.resources
    ):
        return  # an organisation's credentials, which its admins write and delete
    administers = ("Create", "Delete", "Update", "Put", "Attach", "Tag")
    allowed = {"logs:CreateLogStream", "logs:PutLogEvents", "s3:PutObject", "s3:DeleteObject", "sqs:DeleteMessage"} | {
        "s3:DeleteObjectVersion"
    }
    assert {
        action
        for action in permission.actions
        if action.partition(":")[2].startswith(administers) and not action.endswith("Item") and action not in allowed
    } == set()


def test_a_function_that_deletes_files_may_list_and_delete_their_versions_in_the_same_folders() -> None:
    def folders(action: str) -> set[tuple[str, str]]:
        granted = [one for one in ALL if action in one.actions]
        return {(one.role, found.rpartition(":")[2].split("/")[1]) for one in granted for found in one.resources}

    found = {
        (one.role, folder)
        for one in ALL
        if "s3:ListBucketVersions" in one.actions
        for folder in re.findall(r"(\w+)/\*", one.condition)
    }
    assert found
    assert folders("s3:DeleteObject") == folders("s3:DeleteObjectVersion") == found


def test_nobody_may_scan_a_table() -> None:
    assert [permission for permission in ALL if "dynamodb:Scan" in permission.actions] == []


def test_the_audit_log_is_added_to_and_read_and_changed_by_nobody_but_the_erasure_of_a_candidate() -> None:
    on_the_log = {
        (permission.role, action)
        for permission in ALL
        if "InterviewLogsTable" in permission.resources
        for action in permission.actions
        if action.removeprefix("dynamodb:") not in {"PutItem", "Query", "GetItem", "BatchGetItem"}
    }
    assert on_the_log <= {(role, "dynamodb:UpdateItem") for role in ERASERS} | {
        (OF_ORGANISATIONS, "dynamodb:DeleteItem")
    }


def test_mail_is_sent_only_from_the_senders_address() -> None:
    senders = [permission for permission in ALL if any(action.startswith("ses:") for action in permission.actions)]
    assert senders
    assert {permission.condition for permission in senders} == {"StringEquals ses:FromAddress SenderAddress"}


def test_a_role_that_may_put_an_item_may_also_update_its_attributes() -> None:
    written_over = (
        *("Interviews", "Bookings", "Sessions", "Calendars", "Jobs", "Candidates", "Slots", "Matches"),
        *("Organisations", "Members", "WebhookDeliveries", "Meetings", "SignIns"),
    )
    for table in written_over:
        may_put = roles_that_may("dynamodb:PutItem", f"{table}Table")
        assert may_put <= roles_that_may("dynamodb:UpdateItem", f"{table}Table"), table
