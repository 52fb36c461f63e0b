"""The one place that reads the environment: names of tables, buckets, secrets and parameters, from the template."""

import os
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class MissingSettingError(RuntimeError):
    """A variable that the template declares is not set."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the environment variable {name} is not set; the template declares it under Globals")


DUE_SHARDS = 4
"""The default number of partitions. Four take 4,000 writes a second."""


class Tables(NamedTuple):
    """Physical names of the tables, and how the due index is divided."""

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
    meeting_rooms: str
    members: str
    meetings: str
    due_index_shards: str = str(DUE_SHARDS)
    """The value as the template gives it, like the names."""

    @property
    def due_shards(self) -> int:
        """Partitions of the due index: a sweep asks each, writes spread over all, 1,000 units a second for each."""
        return int(self.due_index_shards)


_NAMES = [name for name in Tables._fields if name != "due_index_shards"]
TABLE_VARIABLES = {name: f"{name.upper()}_TABLE" for name in _NAMES}
SECRET_VARIABLES = (
    "LINK_SECRET_ARN",
    "WEBHOOK_SECRET_ARN",
    "REPORT_SECRET_ARN",
    "ADDRESS_SECRET_ARN",
    "SIGN_IN_SECRET_ARN",
)


class ModelSettings(NamedTuple):
    """The models that are asked, if any. Functions that ask none lack these, but the portal has the names to tell
    candidates."""

    model: str
    """Empty: none, and everything comes from the built-in bank."""
    base_url: str
    key_parameter: str
    """The SecureString parameter that holds the key; one that is not there stands for a server that asks for none."""
    transcription_model: str
    """Empty: no transcription."""
    speech_model: str
    """Empty: the browser's own voice asks."""


class RelayProvider(StrEnum):
    """The relay for video between two people without a direct connection."""

    NONE = "NONE"
    STATIC = "STATIC"
    KVS = "KVS"


class RelaySettings(NamedTuple):
    """The relay of the video room."""

    provider: RelayProvider
    urls: tuple[str, ...]
    """The addresses of a STATIC relay, such as turn:relay.example.com:3478."""
    username: str
    credential_parameter: str
    """The SecureString parameter that holds STATIC's credential."""
    channel_arn: str
    """The signaling channel of KVS, which is used only for its relay."""


class Settings:
    """Each variable is read when it is first needed: no function has all of them, and no module needs any to load.

    Reading one that is not set raises MissingSettingError with its name.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    @cached_property
    def tables(self) -> Tables:
        """All tables."""
        names = {name: self._required(variable) for name, variable in TABLE_VARIABLES.items()}
        return Tables(**names, due_index_shards=self.environment.get("DUE_SHARDS") or str(DUE_SHARDS))

    @property
    def function_name(self) -> str:
        """The name of the running function, which Lambda sets."""
        return self._required("AWS_LAMBDA_FUNCTION_NAME")

    @property
    def documents_bucket(self) -> str:
        """Résumés and recordings."""
        return self._required("DOCUMENTS_BUCKET")

    @property
    def link_secret_arn(self) -> str:
        """The secret that candidates' links and rooms are derived from."""
        return self._required("LINK_SECRET_ARN")

    @property
    def webhook_secret_arn(self) -> str:
        """The secret that webhooks are signed from; few functions may read it."""
        return self._required("WEBHOOK_SECRET_ARN")

    @property
    def report_secret_arn(self) -> str:
        """The secret that links to reports are signed from; few functions may read it."""
        return self._required("REPORT_SECRET_ARN")

    @property
    def address_secret_arn(self) -> str:
        """The secret that addresses and networks are hashed with."""
        return self._required("ADDRESS_SECRET_ARN")

    @property
    def sign_in_secret_arn(self) -> str:
        """The secret that one-time links and passkeys' challenges are made from; few functions may read it."""
        return self._required("SIGN_IN_SECRET_ARN")

    @property
    def portal_url_parameter(self) -> str:
        """The parameter that holds the portal's address."""
        return self._required("PORTAL_URL_PARAMETER")

    @property
    def sender_address(self) -> str:
        """The sender's address of e-mails."""
        return self._required("SENDER_ADDRESS")

    @property
    def mail_configuration_set(self) -> str:
        """SES tells of what became of e-mails by it."""
        return self._required("MAIL_CONFIGURATION_SET")

    @property
    def asset_version(self) -> str:
        """Marks the files under /static."""
        return self.environment.get("ASSET_VERSION", "dev")

    @property
    def sign_in_queue_url(self) -> str:
        """The queue of requests for sign-in links; only functions that use it have one."""
        return self._required("SIGN_IN_QUEUE_URL")

    @property
    def reports_queue_url(self) -> str:
        """The queue of requests for reports; only functions that use it have one."""
        return self._required("REPORTS_QUEUE_URL")

    @property
    def exports_queue_url(self) -> str:
        """Exports that are to be made."""
        return self._required("EXPORTS_QUEUE_URL")

    @property
    def changes_queue_url(self) -> str:
        """Changes that interviews still have to follow."""
        return self._required("CHANGES_QUEUE_URL")

    @property
    def match_queue_url(self) -> str:
        """The queue of requests to score candidates; only functions that use it have one."""
        return self._required("MATCH_QUEUE_URL")

    @property
    def meetings_function(self) -> str:
        """The function that alone reads credentials of providers; the console asks it."""
        return self._required("MEETINGS_FUNCTION")

    @property
    def room_socket_url(self) -> str:
        """The address at which pages open the video room's WebSocket."""
        return self._required("ROOM_SOCKET_URL")

    @property
    def room_management_url(self) -> str:
        """The address at which functions write to these WebSockets."""
        return self._required("ROOM_MANAGEMENT_URL")

    @cached_property
    def relay(self) -> RelaySettings:
        """The relay for video that finds no direct way."""
        read = self.environment.get
        return RelaySettings(
            provider=RelayProvider(read("RELAY_PROVIDER") or "NONE"),
            urls=tuple(one.strip() for one in read("RELAY_URLS", "").split(",") if one.strip()),
            username=read("RELAY_USERNAME", ""),
            credential_parameter=read("RELAY_CREDENTIAL_PARAMETER", ""),
            channel_arn=read("RELAY_CHANNEL_ARN", ""),
        )

    @property
    def webhook_hosts(self) -> tuple[str, ...]:
        """Hosts with their ports, such as localhost:8000, to which webhooks may go by HTTP too.

        None on AWS, whatever is listed: there, localhost is the function's own machine.
        """
        if not self.environment.get("AWS_ENDPOINT_URL"):
            return ()
        return tuple(one.strip() for one in self.environment.get("WEBHOOK_HOSTS", "").split(",") if one.strip())

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The origins whose pages may call the API from a browser, such as https://jobs.example.com."""
        return tuple(one.strip() for one in self.environment.get("ALLOWED_ORIGINS", "").split(",") if one.strip())

    @property
    def origin_secret(self) -> str:
        """The secret that CloudFront sends with each request; empty if CloudFront is not in front of the API."""
        return self.environment.get("ORIGIN_SECRET", "")

    @property
    def only_by_portal(self) -> bool:
        """Whether candidates' routes refuse who comes past CloudFront."""
        return self.environment.get("ONLY_BY_PORTAL") == "true"

    @property
    def provider_secrets(self) -> str:
        """The prefix of the names of organisations' secrets; only the function that calls providers has it."""
        return self._required("PROVIDER_SECRETS")

    @property
    def provider_stand_in(self) -> str:
        """An address of this machine that stands in for all providers; empty, as on AWS, for their own."""
        return self.environment.get("PROVIDER_STAND_IN", "")

    @cached_property
    def model(self) -> ModelSettings:
        """The model's server."""
        read = self.environment.get
        return ModelSettings(
            model=read("OPENAI_MODEL", ""),
            base_url=read("OPENAI_BASE_URL") or "https://api.openai.com/v1",
            key_parameter=read("OPENAI_KEY_PARAMETER", ""),
            transcription_model=read("OPENAI_TRANSCRIPTION_MODEL", ""),
            speech_model=read("OPENAI_SPEECH_MODEL", ""),
        )

    def _required(self, name: str) -> str:
        value = self.environment.get(name)
        if not value:
            raise MissingSettingError(name)
        return value


def settings() -> Settings:
    """The settings of this process."""
    return Settings(os.environ)
