"""Uploaded documents in S3: presigned forms to upload by, and their bytes."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import ClientError

from greenroom.adapters.clients import client_of
from greenroom.models.resume import MAX_RESUME_BYTES

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_WITHIN_SECONDS = 15 * 60


def s3_client() -> "S3Client":
    """A client. It names the bucket's own regional host: a form that redirects can not be posted."""
    config = Config(
        connect_timeout=2,
        read_timeout=10,
        signature_version="s3v4",
        retries={"mode": "standard", "total_max_attempts": 3},
        s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
    )
    own: S3Client = client_of("s3", config)
    if own.meta.endpoint_url.endswith("amazonaws.com"):
        return own
    # A local endpoint has no name of its own for each bucket.
    client: S3Client = client_of("s3", config.merge(Config(s3={"addressing_style": "path"})))
    return client


class UploadForm(NamedTuple):
    """The address to post a file to, and the fields to post before it."""

    url: str
    fields: dict[str, str]


class Files:
    """The bucket of documents."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def upload_form(
        self, key: str, content_type: str, at_most: int = MAX_RESUME_BYTES, then: str | None = None
    ) -> UploadForm:
        """A form for this key, this type and 1 byte to `at_most` bytes, good for 15 minutes.

        `then` is where a browser that posts it without a script goes on.
        """
        fields = {"Content-Type": content_type} | ({"success_action_redirect": then} if then else {})
        bounds: list[Any] = [{name: value} for name, value in fields.items()]
        signed = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields=fields,
            Conditions=[*bounds, ["content-length-range", 1, at_most]],
            ExpiresIn=UPLOAD_WITHIN_SECONDS,
        )
        return UploadForm(signed["url"], signed["fields"])

    def read(self, key: str, at_most: int) -> bytes | None:
        """A file's first `at_most` + 1 bytes; None where there is no such file."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{at_most}")
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            # S3 tells of a missing file only who may list the whole bucket; roles may list some folders.
            if error.response["Error"]["Code"] == "AccessDenied" and not self._is_there(key):
                return None
            if error.response["Error"]["Code"] == "InvalidRange":
                return b""
            raise
        return found["Body"].read(at_most + 1)

    def _is_there(self, key: str) -> bool:
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1).get("Contents", [])
        return [one["Key"] for one in found] == [key]

    def copy(self, key: str, to: str) -> bool:
        """Copy a file; False where there is none."""
        try:
            self._client.copy_object(Bucket=self._bucket, Key=to, CopySource={"Bucket": self._bucket, "Key": key})
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return False
            if error.response["Error"]["Code"] == "AccessDenied" and not self._is_there(key):
                return False
            raise
        return True

    def store(self, key: str, content: bytes, content_type: str) -> None:
        """Store a file of our own making."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def link(self, key: str, *, filename: str | None = None) -> str:
        """A link to a file for 15 minutes. With a name, browsers save the file and do not show it as a page."""
        parameters = {"Bucket": self._bucket, "Key": key}
        if filename is not None:
            parameters["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=UPLOAD_WITHIN_SECONDS)

    def keys_below(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """The keys that begin so and come after another one, in order."""
        listed = self._client.get_paginator("list_objects_v2")
        for page in listed.paginate(Bucket=self._bucket, Prefix=prefix, StartAfter=after):
            yield from (found["Key"] for found in page.get("Contents", []))

    def remove_below(self, prefix: str) -> None:
        """Remove all files whose key begins so, in every version."""
        while self._remove_some(prefix, lambda _: True):
            pass

    def remove(self, key: str) -> None:
        """Remove a file in every version; one that is gone stays gone."""
        while self._remove_some(key, lambda found: found == key):
            pass

    def _remove_some(self, prefix: str, is_meant: Callable[[str], bool]) -> bool:
        """Remove a page of versions and delete markers; whether there may be more.

        Each page is the first one, because a marker that was removed leads nowhere. What is meant stands first in it.
        """
        page = self._client.list_object_versions(Bucket=self._bucket, Prefix=prefix)
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        meant: list[Any] = [{name: one[name] for name in ("Key", "VersionId")} for one in found if is_meant(one["Key"])]
        if not meant:
            return False
        answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": meant, "Quiet": True})
        for error in answer.get("Errors", []):
            if error.get("Code") not in {"NoSuchKey", "NoSuchVersion"}:  # somebody else removed it at this moment
                code, message = error.get("Code", ""), error.get("Message", "")
                raise ClientError({"Error": {"Code": code, "Message": message}}, "DeleteObjects")
        return page["IsTruncated"]
