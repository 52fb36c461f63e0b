"""The relay of Kinesis Video Streams, whose API stands here on this machine: through boto3 and over real HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from greenroom.adapters.relay import KvsRelay, relay_of
from greenroom.settings import RelayProvider, RelaySettings
from tests.providers.server import Asked, Line, Reply, serving

CHANNEL = "arn:aws:kinesisvideo:eu-central-1:000000000000:channel/greenroom-room/1"


@dataclass
class KinesisVideo:
    """Answers GetSignalingChannelEndpoint and GetIceServerConfig, with other credentials each time."""

    line: Line = field(default_factory=Line)
    address: str = ""
    is_down: bool = False
    given: int = 0

    def respond(self, asked: Asked) -> Reply:
        if self.is_down:
            return 503, {"message": "Try again."}
        if asked.path == "/getSignalingChannelEndpoint":
            assert asked.body["ChannelARN"] == CHANNEL
            return 200, {"ResourceEndpointList": [{"Protocol": "HTTPS", "ResourceEndpoint": self.address}]}
        assert asked.path == "/v1/get-ice-server-config"
        assert (asked.body["ChannelARN"], asked.body["Service"]) == (CHANNEL, "TURN")
        self.given += 1
        server = {"Uris": ["turn:relay.example:443?transport=udp", "turns:relay.example:443?transport=tcp"], "Ttl": 300}
        named = {"Username": f"{asked.body['ClientId']}-{self.given}", "Password": f"secret-{self.given}"}
        return 200, {"IceServerList": [server | named]}


@pytest.fixture
def kinesis(monkeypatch: pytest.MonkeyPatch) -> Iterator[KinesisVideo]:
    there = KinesisVideo()
    with serving(there.respond, there.line) as address:
        there.address = address
        for name, value in {
            "AWS_ENDPOINT_URL_KINESIS_VIDEO": address,
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }.items():
            monkeypatch.setenv(name, value)
        yield there


@pytest.fixture
def relay(kinesis: KinesisVideo) -> KvsRelay:
    found = relay_of(RelaySettings(RelayProvider.KVS, (), "", "", CHANNEL), None)  # type: ignore[arg-type]
    assert isinstance(found, KvsRelay)
    return found


def test_servers_come_as_a_browser_takes_them_with_credentials_of_now(relay: KvsRelay, kinesis: KinesisVideo) -> None:
    first, second = relay.servers("candidate"), relay.servers("interviewer_2")
    urls = ["turn:relay.example:443?transport=udp", "turns:relay.example:443?transport=tcp"]
    assert first == [{"urls": urls, "username": "candidate-1", "credential": "secret-1"}]
    assert second == [{"urls": urls, "username": "interviewer_2-2", "credential": "secret-2"}]
    assert kinesis.line.count("POST", "getSignalingChannelEndpoint") == 1


def test_without_an_answer_there_is_no_relay_until_it_answers_again(relay: KvsRelay, kinesis: KinesisVideo) -> None:
    kinesis.is_down = True
    assert relay.servers("candidate") == []
    kinesis.is_down = False
    assert relay.servers("candidate")[0]["credential"] == "secret-1"
