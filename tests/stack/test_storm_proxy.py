"""The fault proxy with real clients of DynamoDB, S3 and SES."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local.tables import client_of
from tests.faults import kinds
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.kinds import AMZ_JSON
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.faults.rules import Rule

ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
COUNT: dict[str, Any] = {
    "UpdateExpression": "ADD n :one",
    "ExpressionAttributeValues": {":one": {"N": "1"}},
    "ReturnValues": "ALL_NEW",
}


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture
def proxy(cloud: FaultlessCloud) -> Iterator[FaultProxy]:
    with fault_proxy(cloud.endpoint_url, seed=7) as proxy:
        yield proxy


class Counter:
    """An item with a counter, read and written through the proxy and without it."""

    def __init__(self, cloud: FaultlessCloud, proxy: FaultProxy, name: str) -> None:
        self.client = client_of(proxy.endpoint_url, config=ONCE)
        self.key: dict[str, Any] = {"TableName": cloud.tables.calendars, "Key": {"calendar_key": {"S": name}}}
        self.past = cloud.client

    def add(self) -> int:
        return int(self.client.update_item(**self.key, **COUNT)["Attributes"]["n"]["N"])

    def value(self) -> int:
        return int(self.past.get_item(**self.key, ConsistentRead=True).get("Item", {"n": {"N": "0"}})["n"]["N"])


@pytest.fixture
def counter(cloud: FaultlessCloud, proxy: FaultProxy, request: pytest.FixtureRequest) -> Counter:
    return Counter(cloud, proxy, request.node.name)


def test_without_rules_everything_passes(proxy: FaultProxy, counter: Counter) -> None:
    assert [counter.add(), counter.add()] == [1, 2]
    assert [(one.fault, one.acted, one.status) for one in proxy.of("UpdateItem")] == [(None, True, 200)] * 2


def test_a_request_that_is_dropped_before_never_arrives(proxy: FaultProxy, counter: Counter) -> None:
    proxy.rules.append(Rule(kinds.dropped_before(), "UpdateItem", nth=[2]))
    counter.add()
    with pytest.raises(ConnectionClosedError):
        counter.add()
    assert counter.value() == 1
    assert [one.acted for one in proxy.of("UpdateItem")] == [True, False]


def test_an_answer_that_is_dropped_after_was_acted_on(proxy: FaultProxy, counter: Counter) -> None:
    proxy.rules.append(Rule(kinds.dropped_after(), "UpdateItem", nth=[1]))
    with pytest.raises(ConnectionClosedError):
        counter.add()
    assert counter.value() == 1
    assert [(one.acted, one.status) for one in proxy.of("UpdateItem")] == [(True, None)]


def test_a_duplicate_acts_twice(proxy: FaultProxy, counter: Counter) -> None:
    proxy.rules.append(Rule(kinds.duplicated(), "UpdateItem", times=1))
    assert counter.add() == 2
    assert counter.add() == 3


@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_throttling_is_what_boto_takes_for_throttling(proxy: FaultProxy, counter: Counter, code: str) -> None:
    proxy.rules.append(Rule(kinds.throttled(code)))
    with pytest.raises(ClientError) as refused:
        counter.add()
    assert refused.value.response["Error"]["Code"] == code
    assert counter.value() == 0


def test_a_500_after_acting_is_a_server_error_that_acted(proxy: FaultProxy, counter: Counter) -> None:
    proxy.rules.append(Rule(kinds.broken(after=True)))
    with pytest.raises(ClientError) as refused:
        counter.add()
    assert refused.value.response["Error"]["Code"] == "InternalServerError"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert counter.value() == 1


def test_a_conflict_names_a_reason_for_each_write(cloud: FaultlessCloud, proxy: FaultProxy) -> None:
    proxy.rules.append(Rule(kinds.in_conflict()))
    put = {"Put": {"TableName": cloud.tables.calendars, "Item": {"calendar_key": {"S": "conflict"}}}}
    with pytest.raises(ClientError) as refused:
        client_of(proxy.endpoint_url, config=ONCE).transact_write_items(TransactItems=[put, put])
    reasons: Any = refused.value.response
    assert [reason["Code"] for reason in reasons["CancellationReasons"]] == ["TransactionConflict", "None"]


def test_chance_is_decided_by_the_seed(cloud: FaultlessCloud) -> None:
    def fates(seed: int) -> list[bool]:
        with fault_proxy(cloud.endpoint_url, Rule(kinds.dropped_before(), probability=0.5), seed=seed) as proxy:
            client = client_of(proxy.endpoint_url, config=Config(retries={"total_max_attempts": 20}, read_timeout=5))
            for _ in range(5):
                client.describe_table(TableName=cloud.tables.calendars)
            return [exchange.acted for exchange in proxy.history]

    assert fates(1) == fates(1)
    assert fates(1) != fates(2)


def test_n_th_means_n_th_among_many_at_once(proxy: FaultProxy, counter: Counter) -> None:
    proxy.rules.append(Rule(kinds.throttled(), "UpdateItem", nth=range(10, 15)))

    def add(_: int) -> bool:
        try:
            return bool(counter.add())
        except ClientError:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(add, range(40))) == [False] * 5 + [True] * 35
    assert counter.value() == 35


def test_a_held_call_waits_until_it_is_released(proxy: FaultProxy, counter: Counter) -> None:
    arrived, released = threading.Event(), threading.Event()
    proxy.rules.append(Rule(kinds.held(arrived, released), "UpdateItem", nth=[1]))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(counter.add)
        assert arrived.wait(10)
        assert counter.add() == 1
        released.set()
        assert first.result() == 2


def test_uploads_and_downloads_pass_byte_for_byte(proxy: FaultProxy) -> None:
    s3 = client_of(proxy.endpoint_url, service="s3", config=Config(s3={"addressing_style": "path"}))
    s3.create_bucket(Bucket="faults-bucket")
    content = bytes(range(256)) * 4096
    proxy.rules.append(Rule(kinds.dropped_after(), "PUT /faults-bucket/*", nth=[1]))

    s3.put_object(Bucket="faults-bucket", Key="a résumé.pdf", Body=content)

    assert s3.get_object(Bucket="faults-bucket", Key="a résumé.pdf")["Body"].read() == content
    assert s3.head_object(Bucket="faults-bucket", Key="a résumé.pdf")["ContentLength"] == len(content)
    puts = [exchange for exchange in proxy.history if exchange.call.method == "PUT"][1:]
    assert [exchange.fault for exchange in puts] == ["dropped after", None]


def test_a_send_email_whose_answer_is_lost_was_sent_and_a_retry_sends_it_twice(proxy: FaultProxy) -> None:
    """The measured fact behind one attempt and a claim: SES has no token."""
    ses = client_of(proxy.endpoint_url, service="sesv2", config=Config(retries={"total_max_attempts": 2}))
    ses.create_email_identity(EmailIdentity="hiring@faults.example")
    proxy.rules.append(Rule(kinds.dropped_after(), "SendEmail", nth=[1]))
    text = {"Subject": {"Data": "Once"}, "Body": {"Text": {"Data": "Hello"}}}

    ses.send_email(
        FromEmailAddress="hiring@faults.example",
        Destination={"ToAddresses": ["asha@example.com"]},
        Content={"Simple": text},
    )

    assert [exchange.acted for exchange in proxy.of("SendEmail")] == [True, True]


def test_the_client_s_own_host_and_signature_go_on(cloud: FaultlessCloud) -> None:
    with fault_proxy(cloud.endpoint_url) as upstream, fault_proxy(upstream.endpoint_url) as proxy:
        client_of(proxy.endpoint_url).describe_table(TableName=cloud.tables.calendars)
        sent, arrived = proxy.history[0].call, upstream.history[0].call
    named = {name.lower(): value for name, value in arrived.headers}
    assert named["host"] == f"127.0.0.1:{proxy.port}"
    assert named["authorization"].startswith("AWS4-HMAC-SHA256 ")
    assert dict(sent.headers)["Authorization"] == named["authorization"]
    assert (sent.body, named["content-type"]) == (arrived.body, AMZ_JSON)


def test_a_cloud_that_is_gone_is_a_lost_connection(proxy: FaultProxy, counter: Counter) -> None:
    proxy.upstream_url = "http://127.0.0.1:1"
    with pytest.raises(ConnectionClosedError):
        counter.add()
    assert proxy.of("UpdateItem")[0].forwards[0][2] == 0
