"""Steps after a deployment: publish the portal's files in their bucket, and store its address for the functions."""

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
# Pages address each file by the folder of its version, which never changes. At the address without a version, a browser
# asks each time whether its copy is current, and the edge is told when a file has changed.
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "public, max-age=0, s-maxage=86400, must-revalidate"
STATIC = "static/"
OLD = timedelta(days=30)
"""Files of an old version are deleted after this time, when no page that uses them is open any more."""


# Swagger UI's files come from Powertools, so uv.lock pins their version and hash.
SWAGGER_UI = Path(aws_lambda_powertools.__file__).parent / "event_handler" / "openapi" / "swagger_ui"
SWAGGER_UI_FILES = ("swagger-ui-bundle.min.js", "swagger-ui.min.css")


def files(folder: Path) -> dict[str, Path]:
    """The files to publish, by their keys."""
    own = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in CONTENT_TYPES}
    vendored = {f"static/vendor/swagger-ui/{name}": SWAGGER_UI / name for name in SWAGGER_UI_FILES}
    return {key: path for key, path in sorted((own | vendored).items()) if path.is_file()}


def asset_version(folder: Path = WEB) -> str:
    """A version that changes with any file of the portal. Pages have it in the addresses of files."""
    digest = hashlib.sha256()
    for key, path in files(folder).items():
        digest.update(key.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def versioned(key: str, version: str) -> str:
    """The key of a file in the folder of a version: `static/ab12/greenroom.css`."""
    return f"{STATIC}{version}/{key.removeprefix(STATIC)}"


def upload(account: Account, bucket: str, folder: Path = WEB) -> None:
    """Store each file twice: in the folder of this version, and without a version."""
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
    """Delete the files of versions that no open page uses. Files that are published again count as new."""
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
