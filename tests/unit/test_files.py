"""Files in the bucket: missing files with roles that may list only some folders, and removal of every version."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from greenroom.adapters.files import Files

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "documents"
KEY = "answers/org_1/int_1/1.webm"
LISTED = {"Bucket": "documents", "Prefix": KEY, "MaxKeys": 1}


def read_after_access_denied(found: list[str]) -> bytes | None:
    """The result of reading if S3 answers "access denied" and a list by the key finds these."""
    client = boto3.client("s3", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as s3:
        s3.add_client_error("get_object", "AccessDenied", http_status_code=403)
        s3.add_response("list_objects_v2", {"Contents": [{"Key": key} for key in found]}, LISTED)
        return Files(client, "documents").read(KEY, 10)


def test_a_file_that_was_not_uploaded_is_none() -> None:
    assert read_after_access_denied([]) is None


def test_another_file_whose_key_begins_so_is_not_taken_for_it() -> None:
    assert read_after_access_denied([f"{KEY}.part"]) is None


def test_a_role_that_may_not_read_what_is_there_fails_aloud() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        read_after_access_denied([KEY])


@pytest.fixture(params=["Enabled", None], ids=["with versions", "without"])
def bucket(request: pytest.FixtureRequest) -> "Iterator[S3Client]":
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        if request.param:
            client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": request.param})
        yield client


def left(bucket: "S3Client") -> set[str]:
    page = bucket.list_object_versions(Bucket=BUCKET)
    return {one["Key"] for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]}


def test_removing_a_file_deletes_every_version_of_it_and_no_other_file(bucket: "S3Client") -> None:
    for key in (KEY, KEY, f"{KEY}.part", "answers/org_1/int_2/1.webm"):
        bucket.put_object(Bucket=BUCKET, Key=key, Body=b"sound")
    bucket.delete_object(Bucket=BUCKET, Key=KEY)
    files = Files(bucket, BUCKET)
    files.remove(KEY)
    files.remove(KEY)
    assert left(bucket) == {f"{KEY}.part", "answers/org_1/int_2/1.webm"}
    files.remove_below("answers/org_1/int_1/")
    assert left(bucket) == {"answers/org_1/int_2/1.webm"}


def removal(pages: list[list[str]], errors: list[str]) -> None:
    """Remove a folder, for which S3 lists these keys page by page and refuses deletions for these reasons."""
    client = boto3.client("s3", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as s3:
        for number, keys in enumerate(pages, start=1):
            listed: Any = {
                "Versions": [{"Key": key, "VersionId": f"v{number}"} for key in keys],
                "IsTruncated": number < len(pages),
            }
            s3.add_response("list_object_versions", listed, {"Bucket": BUCKET, "Prefix": "answers/org_1/"})
            gone: Any = {
                "Objects": [{"Key": key, "VersionId": f"v{number}"} for key in keys],
                "Quiet": True,
            }
            refused: Any = {"Errors": [{"Key": KEY, "Code": code, "Message": code} for code in errors]}
            s3.add_response("delete_objects", refused, {"Bucket": BUCKET, "Delete": gone})
        Files(client, BUCKET).remove_below("answers/org_1/")
        s3.assert_no_pending_responses()


def test_a_folder_of_many_files_is_removed_a_page_at_a_time() -> None:
    removal([["answers/org_1/1"], ["answers/org_1/2"]], [])


def test_a_version_that_another_process_has_just_removed_counts_as_removed() -> None:
    removal([[KEY]], ["NoSuchVersion"])


def test_a_version_that_s3_refuses_to_delete_fails_aloud() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        removal([[KEY]], ["AccessDenied"])
