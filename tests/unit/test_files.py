"""Reading a file that is not there, where a role may list some folders of the bucket and not all of it."""

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from greenroom.adapters.files import Files

KEY = "answers/org_1/int_1/1.webm"
LISTED = {"Bucket": "documents", "Prefix": KEY, "MaxKeys": 1}


def read_after_access_denied(found: list[str]) -> bytes | None:
    """What reading answers where S3 says "access denied", and a list by the key finds these."""
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
