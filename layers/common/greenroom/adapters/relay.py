"""The relay of the video room: servers that a browser may send its video through, with credentials."""

from typing import TYPE_CHECKING, Any, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from greenroom.adapters.clients import client_of
from greenroom.settings import RelayProvider, RelaySettings

if TYPE_CHECKING:
    from greenroom.adapters.parameters import Parameters

QUICK = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})


class Relay(Protocol):
    """Hands out servers in the form that RTCPeerConnection takes."""

    def servers(self, user: str) -> list[dict[str, Any]]:
        """The servers for one person, with credentials that are good now."""


class NoRelay:
    """Two people meet directly or not at all."""

    def servers(self, user: str) -> list[dict[str, Any]]:  # noqa: ARG002 (as all relays are asked)
        """None."""
        return []


class StaticRelay:
    """Any TURN server with one credential for all."""

    def __init__(self, settings: RelaySettings, parameters: "Parameters") -> None:
        self._settings = settings
        self._parameters = parameters

    def servers(self, user: str) -> list[dict[str, Any]]:  # noqa: ARG002 (as all relays are asked)
        """The one server, by all its addresses."""
        credential = self._parameters.relay_credential(self._settings.credential_parameter)
        return [{"urls": list(self._settings.urls), "username": self._settings.username, "credential": credential}]


class KvsRelay:
    """Kinesis Video Streams: credentials that live for five minutes, so each restart asks anew."""

    def __init__(self, channel_arn: str) -> None:
        self._channel_arn = channel_arn
        self._client: Any = None

    def servers(self, user: str) -> list[dict[str, Any]]:
        """The servers that Kinesis Video Streams assigns; none where it does not answer: direct ways may exist."""
        try:
            asked = {"ChannelARN": self._channel_arn, "Service": "TURN", "ClientId": user}
            found = self._signalling().get_ice_server_config(**asked)
        except (BotoCoreError, ClientError):
            self._client = None
            return []
        return [
            {"urls": server["Uris"], "username": server["Username"], "credential": server["Password"]}
            for server in found["IceServerList"]
        ]

    def _signalling(self) -> Any:
        if self._client is None:
            wanted = {"Protocols": ["HTTPS"], "Role": "MASTER"}
            found = client_of("kinesisvideo", QUICK).get_signaling_channel_endpoint(
                ChannelARN=self._channel_arn, SingleMasterChannelEndpointConfiguration=wanted
            )
            address = str(found["ResourceEndpointList"][0]["ResourceEndpoint"])
            self._client = client_of("kinesis-video-signaling", QUICK, endpoint_url=address)
        return self._client


def relay_of(settings: RelaySettings, parameters: "Parameters") -> Relay:
    """The relay that the settings name."""
    match settings.provider:
        case RelayProvider.STATIC:
            return StaticRelay(settings, parameters)
        case RelayProvider.KVS:
            return KvsRelay(settings.channel_arn)
        case RelayProvider.NONE:
            return NoRelay()
