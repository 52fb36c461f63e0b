"""Output for a person at the terminal: one line for each step with its time, and one sentence for an error."""

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from local.paths import STATE
from local.refusals import refused

FAILURE_LOG = STATE / "failure.log"


class LocalError(Exception):
    """An error that the user can act on. Its text is the sentence that is shown, `code` the exit status."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(text: str = "") -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a step when it begins, and its seconds when it ends."""
    started = time.monotonic()
    print(f"  {title} ", end="", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        print("- failed", file=sys.stderr, flush=True)
        raise
    print(f"- {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def run_main(main: Callable[[], int | None]) -> None:
    """Run a command's main, without a traceback for errors that a user can cause."""
    try:
        sys.exit(main() or 0)
    except LocalError as error:
        say(str(error))
        sys.exit(error.code)
    except ClientError as error:
        say(refused(error))
        sys.exit(1)
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence for the user, the rest in a file
        FAILURE_LOG.parent.mkdir(exist_ok=True)
        FAILURE_LOG.write_text(traceback.format_exc())
        say(f"{type(error).__name__}: {error} (where it came from stands in {FAILURE_LOG})")
        sys.exit(1)
