"""`make demo`: the local cloud, the main job on it, and the candidate's link. `ONCE=1` ends after the job."""

import os
import sys
import time
import webbrowser

from local.console import console_link
from local.job import Outcome, do_the_job
from local.say import LocalError, run_main, say
from local.stack import Stack
from local.up import StopRequested, running_up, stay


def is_set(name: str) -> bool:
    return os.environ.get(name, "") not in {"", "0", "false", "no"}


def has_screen() -> bool:
    """Whether this machine has a screen. Without one, webbrowser would start a browser inside the terminal."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show(stack: Stack, outcome: Outcome, seconds: float) -> None:
    say(f"\nDone in {seconds:.0f} s.\n")
    say(f"  The candidate's link   {outcome.link}")
    say(f"  The console            {stack.console_url}")
    say(f"  Signed in, once        {console_link(stack)}")
    say(f"  The API                {stack.api_url}/api/v1")
    say("  Try it                 " + curl_line(stack, f"/interviews/{outcome.interview_id}"))


def curl_line(stack: Stack, path: str) -> str:
    return f"curl -H 'Authorization: Token {stack.token}' {stack.api_url}/api/v1{path}"


def main() -> int:
    started = time.monotonic()
    once, headless = is_set("ONCE"), is_set("HEADLESS")
    try:
        say("Greenroom, on this machine:")
        with running_up() as (cloud, stack):
            say("\nA recruiter's system books an interview:")
            try:
                outcome = do_the_job(stack)
            except LocalError as error:
                raise LocalError(
                    f"{error} What the functions logged stands in {cloud.folder / 'functions.log'}"
                ) from error
            show(stack, outcome, time.monotonic() - started)
            if once:
                return 0
            if not headless and has_screen():
                webbrowser.open(outcome.link)
            say("\n  It stays up until Ctrl-C.")
            stay(cloud)
    except StopRequested:
        say("\nStopped.")
        return 130 if once else 0
    return 0


if __name__ == "__main__":
    run_main(main)
