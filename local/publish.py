"""What a deployment leaves to do: the portal's files in their bucket, and its address where functions read it."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aws_lambda_powertools

from local.aws import Account
from local.paths import WEB
from local.stack import Resources

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
# Pages name each file in the folder of its version, which never changes. For who names it without, a browser asks each
# time whether its copy still serves; the edge is told when not.
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "public, max-age=0, s-maxage=86400, must-revalidate"
STATIC = "static/"
OLD = timedelta(days=30)
"""Pages that were open when a new version came go on with theirs; after so long none is."""


# Swagger UI comes with Powertools, so that the lock has its version and its hash.
SWAGGER_UI = Path(aws_lambda_powertools.__file__).parent / "event_handler" / "openapi" / "swagger_ui"
SWAGGER_UI_FILES = ("swagger-ui-bundle.min.js", "swagger-ui.min.css")


def files(folder: Path) -> dict[str, Path]:
    """The files to publish, by their keys."""
    own = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in CONTENT_TYPES}
    vendored = {f"static/vendor/swagger-ui/{name}": SWAGGER_UI / name for name in SWAGGER_UI_FILES}
    return {key: path for key, path in sorted((own | vendored).items()) if path.is_file()}


def asset_version(folder: Path = WEB) -> str:
    """Changes when any file of the portal does, and stands in the addresses that pages give."""
    digest = hashlib.sha256()
    for key, path in files(folder).items():
        digest.update(key.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def versioned(key: str, version: str) -> str:
    """Where the file of a key is in its version: `static/ab12/greenroom.css`."""
    return f"{STATIC}{version}/{key.removeprefix(STATIC)}"


def upload(account: Account, bucket: str, folder: Path = WEB) -> None:
    """Store each file in the folder of this version, and without one."""
    version = asset_version(folder)
    for key, path in files(folder).items():
        for name, cache in ((versioned(key, version), KEPT), (key, ASKED_AGAIN)):
            account.s3.put_object(
                Bucket=bucket,
                Key=name,
                Body=path.read_bytes(),
                ContentType=CONTENT_TYPES[path.suffix],
                CacheControl=cache,
            )


def forget_old_versions(account: Account, bucket: str, now: datetime) -> None:
    """Remove the files of versions that nobody has open any more. What is published anew is as young as that."""
    for page in account.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=STATIC):
        for found in page.get("Contents", []):
            if re.match(rf"{STATIC}[0-9a-f]{{12}}/", found["Key"]) and now - found["LastModified"] > OLD:
                account.s3.delete_object(Bucket=bucket, Key=found["Key"])


def publish(account: Account, resources: Resources, portal_url: str) -> None:
    bucket = resources.output("WebBucketName")
    upload(account, bucket)
    forget_old_versions(account, bucket, datetime.now(UTC))
    account.ssm.put_parameter(
        Name=resources.output("PortalUrlParameter"), Value=portal_url, Type="String", Overwrite=True
    )
