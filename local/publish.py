"""What a deployment leaves to do: the portal's files in their bucket, and its address where functions read it."""

import hashlib
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
# File names carry no version, so a browser asks each time whether its copy still serves; the edge is told when not.
CACHE = "public, max-age=0, s-maxage=86400, must-revalidate"


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


def upload(account: Account, bucket: str, folder: Path = WEB) -> None:
    for key, path in files(folder).items():
        account.s3.put_object(
            Bucket=bucket,
            Key=key,
            Body=path.read_bytes(),
            ContentType=CONTENT_TYPES[path.suffix],
            CacheControl=CACHE,
        )


def publish(account: Account, resources: Resources, portal_url: str) -> None:
    upload(account, resources.output("WebBucketName"))
    account.ssm.put_parameter(
        Name=resources.output("PortalUrlParameter"), Value=portal_url, Type="String", Overwrite=True
    )
