"""The one place that reads the environment: names of tables, buckets, secrets and parameters, from the template."""

import os
from dataclasses import dataclass
from functools import cache


class MissingSettingError(RuntimeError):
    """A variable that the template declares is not set."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the environment variable {name} is not set; the template declares it under Globals")


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise MissingSettingError(name)
    return value


@dataclass(frozen=True)
class Tables:
    """Physical names of the tables."""

    organisations: str
    jobs: str
    candidates: str
    resumes: str
    matches: str
    slots: str
    interviews: str
    bookings: str
    sessions: str
    calendars: str
    logs: str
    idempotency: str
    erasures: str
    sign_ins: str
    webhooks: str
    webhook_deliveries: str


@dataclass(frozen=True)
class Settings:
    tables: Tables
    documents_bucket: str
    link_secret_arn: str
    portal_url_parameter: str
    sender_address: str
    mail_configuration_set: str
    asset_version: str
    sign_in_queue_url: str | None
    """Where the portal asks for links to be sent; other functions have none."""


TABLE_VARIABLES = {name: f"{name.upper()}_TABLE" for name in Tables.__dataclass_fields__}


@cache
def settings() -> Settings:
    """The settings of this process. Raises MissingSettingError naming the variable."""
    return Settings(
        tables=Tables(**{name: _required(variable) for name, variable in TABLE_VARIABLES.items()}),
        documents_bucket=_required("DOCUMENTS_BUCKET"),
        link_secret_arn=_required("LINK_SECRET_ARN"),
        portal_url_parameter=_required("PORTAL_URL_PARAMETER"),
        sender_address=_required("SENDER_ADDRESS"),
        mail_configuration_set=_required("MAIL_CONFIGURATION_SET"),
        asset_version=os.environ.get("ASSET_VERSION", "dev"),
        sign_in_queue_url=os.environ.get("SIGN_IN_QUEUE_URL"),
    )
