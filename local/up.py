"""`make up`: the local cloud, deployed, with an organisation, until Ctrl-C."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from local.aws import Account
from local.cloud import Cloud, refuse_busy_port, running_cloud
from local.console import MEMBER, console_link
from local.deploy_locally import deploy_locally
from local.logs import keep_logs, unsubscribe
from local.organisation import found_on
from local.paths import DEFAULT_PORT, STACK_FILE, STATE
from local.pause import switch
from local.say import LocalError, run_main, say, step
from local.stack import Stack, describe

FORGETS = (
    "KEEP=1 cannot be had: the local cloud holds its tables, mails and links in memory, and each start deploys anew. "
    "Leave it running, or make what you need again with examples/ and the console's sample data."
)


class StopRequested(KeyboardInterrupt):
    """Ctrl-C, or a signal with the same meaning."""


def stop_on_signals() -> None:
    """Stop on signals, also in a shell's background, where Python ignores Ctrl-C."""

    def ask(_signal: int, _frame: FrameType | None) -> None:
        raise StopRequested

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)


def chosen_port() -> int:
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise LocalError(f"PORT={text} is no port: choose a number from 1024 to 65535.", 2)
    return int(text)


@contextmanager
def only_one() -> Iterator[None]:
    """Held while a local cloud of this clone runs."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LocalError("The local cloud already runs in this clone: stop it first, with Ctrl-C there.") from error
        yield


@contextmanager
def running_stack(port: int, folder: Path) -> Iterator[tuple[Cloud, Stack]]:
    """A fresh local cloud with Greenroom and one organisation, which stops on leaving.

    The functions' logs are written to `folder`/functions.log.
    """
    refuse_busy_port(port)
    with running_cloud(port, folder) as cloud:
        stack = deploy_locally(cloud)
        founded = found_on(stack, "Acme", {}, MEMBER)
        account = Account(stack.endpoint_url, stack.region)
        try:
            if not follows():
                leave_alone(account, stack)
            yield cloud, stack.with_organisation(founded.org_id, founded.token)
        finally:
            keep_logs(account, folder / "functions.log")


def follows() -> bool:
    """Whether streams, queues, schedules, uploads and logs invoke functions. FOLLOW=0 leaves that to the developer."""
    return os.environ.get("FOLLOW", "1") != "0"


def leave_alone(account: Account, stack: Stack) -> None:
    """Let only requests and the developer's events invoke functions: see docs/sam-local.md."""
    with step("FOLLOW=0: streams, queues, schedules, uploads and logs wake nothing"):
        switch(account, stack.stack_name, is_on=False)
        bucket = describe(account, stack.stack_name).of("AWS::S3::Bucket")["DocumentsBucket"]
        account.s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
        unsubscribe(account)


@contextmanager
def running_up() -> Iterator[tuple[Cloud, Stack]]:
    """The running cloud of this clone, for `make up` and `make demo`, with its file .local/stack.json."""
    stop_on_signals()
    port = chosen_port()
    if os.environ.get("KEEP", "0") != "0":
        say(FORGETS)
    with only_one():
        STACK_FILE.unlink(missing_ok=True)
        try:
            with running_stack(port, STATE / "cloud") as (cloud, stack):
                stack.write()
                yield cloud, stack
        finally:
            STACK_FILE.unlink(missing_ok=True)


def stay(cloud: Cloud) -> None:
    """Wait for Ctrl-C, for the end of the `make` that started this, or for the cloud to end."""
    parent = os.getppid()
    try:
        while cloud.is_running():
            if "MAKELEVEL" in os.environ and os.getppid() != parent:
                return
            time.sleep(0.5)
    except StopRequested:
        say("\nStopping.")
        return
    raise LocalError(f"The local cloud stopped by itself: see {cloud.log}")


def main() -> int:
    try:
        with running_up() as (cloud, stack):
            say(f"\n  API      {stack.api_url}/api/v1")
            say(f"  Portal   {stack.portal_url}")
            say(f"  Console  {console_link(stack)}")
            say(f"  Token    {stack.token}")
            say("  All of it stands in .local/stack.json. Ctrl-C stops it.")
            stay(cloud)
    except StopRequested:
        say("\nStopped.")
    return 0


if __name__ == "__main__":
    run_main(main)
