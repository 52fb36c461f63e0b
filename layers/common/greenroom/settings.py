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
    usage: str


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
    reports_queue_url: str | None
    """Where the sweeper asks for reports; other functions have none."""


@dataclass(frozen=True)
class ModelSettings:
    """Which model is asked, if any. Only the functions that ask one have these."""

    model: str
    """Empty: none, and everything comes from the built-in bank."""
    base_url: str
    key_parameter: str
    """The SecureString parameter that holds the key; one that is not there stands for a server that asks for none."""
    transcription_model: str
    """Empty: nobody writes down what is said."""
    speech_model: str
    """Empty: the browser's own voice asks."""


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
        reports_queue_url=os.environ.get("REPORTS_QUEUE_URL"),
    )


@cache
def model_settings() -> ModelSettings:
    """The settings of the one door to a model."""
    return ModelSettings(
        model=os.environ.get("OPENAI_MODEL", ""),
        base_url=os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1",
        key_parameter=os.environ.get("OPENAI_KEY_PARAMETER", ""),
        transcription_model=os.environ.get("OPENAI_TRANSCRIPTION_MODEL", ""),
        speech_model=os.environ.get("OPENAI_SPEECH_MODEL", ""),
    )
