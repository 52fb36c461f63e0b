"""What a deployment leaves to do: the portal's files in their bucket, and its address where functions read it."""

import hashlib
from pathlib import Path

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


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in CONTENT_TYPES)


def asset_version(folder: Path = WEB) -> str:
    """Changes when any file of the portal does, and stands in the addresses that pages give."""
    digest = hashlib.sha256()
    for path in files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def upload(account: Account, bucket: str, folder: Path = WEB) -> None:
    for path in files(folder):
        account.s3.put_object(
            Bucket=bucket,
            Key=path.relative_to(folder).as_posix(),
            Body=path.read_bytes(),
            ContentType=CONTENT_TYPES[path.suffix],
            CacheControl=CACHE,
        )


def publish(account: Account, resources: Resources, portal_url: str) -> None:
    upload(account, resources.output("WebBucketName"))
    account.ssm.put_parameter(
        Name=resources.output("PortalUrlParameter"), Value=portal_url, Type="String", Overwrite=True
    )
