"""Booking over HTTP on the local cloud: its speed for 1 to 64 clients at once, and the time until the e-mail."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from bench.due import write_all
from bench.recruiter import MeasuredRecruiter
from bench.repeated import percentile
from greenroom.adapters.candidates import Candidates
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.schedule_items import interview_item, match_id, slot_item
from greenroom.identifiers import new_id
from greenroom.models.calendar import calendar_key
from local.stack import Stack

MAIL_WITHIN_SECONDS = 30.0
LEVEL_WITHIN_SECONDS = 12.0
WARM_WITHIN_SECONDS = 40.0


class LoadFailedError(Exception):
    """A booking was refused, or an e-mail did not come."""


@dataclass(frozen=True)
class Ready:
    """An interview to book, and its slot."""

    interview_id: str
    slot_id: str
    email: str


@dataclass(frozen=True)
class Level:
    """The result for one number of clients. Times of one booking in milliseconds."""

    clients: int
    bookings: int
    failed: int
    """Requests without an answer in time, or with another answer than the expected one."""
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def make_ready(recruiter: MeasuredRecruiter, count: int) -> list[Ready]:
    """Create pending interviews of different candidates, each with a slot, as copies of one that the API made."""
    org_id, tables = recruiter.org_id, recruiter.process.tables
    candidate_id = recruiter.enabled()
    people = Candidates(recruiter.app.database, tables)
    model = people.get(org_id, candidate_id)
    match = recruiter.app.matches.of(org_id, recruiter.job_id, candidate_id)
    interview = recruiter.app.interviews.get(org_id, recruiter.pending(candidate_id))
    slot = recruiter.app.slots.get(org_id, recruiter.slot())
    if match is None:
        raise LookupError(f"{candidate_id} has no match")
    ready = [Ready(new_id("int"), new_id("slot"), f"{new_id('c')}@example.com") for _ in range(count)]

    def rows() -> Iterator[tuple[str, Item]]:
        for one in ready:
            own, key = {"candidate_id": new_id("cand")}, calendar_key(org_id, one.email)
            yield tables.candidates, people.as_item(model.changed(**own, email=one.email, calendar_key=key))
            gates = {"match_id": match_id(recruiter.job_id, own["candidate_id"])}
            yield tables.matches, fields_of(match.changed(**own)) | gates
            pending = interview.changed(**own, interview_id=one.interview_id, calendar_keys=(key,))
            yield tables.interviews, interview_item(pending, tables.due_shards)
            yield tables.slots, slot_item(slot.changed(slot_id=one.slot_id))

    write_all(recruiter, rows())
    return ready


class Client:
    """A recruiter's system that keeps its connection open."""

    def __init__(self, stack: Stack) -> None:
        parts = urlsplit(stack.api_url)
        self._client = httpx2.Client(
            base_url=f"http://127.0.0.1:{parts.port}{parts.path}",
            headers={"Authorization": f"Token {stack.token}", "Host": parts.netloc},
            timeout=30,
            trust_env=False,
        )

    def book(self, ready: Ready, *, again: bool = False) -> float:
        """Book, or book once more, and return the seconds it took. Raises LoadFailedError or httpx2.TransportError."""
        path = f"/api/v1/interviews/slots/{ready.slot_id}/book_slot"
        started = time.perf_counter()
        answer = self._client.post(path, json={"interview_id": ready.interview_id})
        took = time.perf_counter() - started
        if answer.status_code != (200 if again else 201):
            raise LoadFailedError(f"{answer.status_code} {answer.text[:200]!r}")
        return took


def warm(stack: Stack, booked: Ready, clients: int) -> None:
    """Repeat a booking until each client had three answers. The local cloud starts a process for each invocation that
    runs at the same time as others, and that start is not to be measured."""
    ends_at = time.monotonic() + WARM_WITHIN_SECONDS

    def work(number: int) -> None:
        time.sleep(number * 0.2)
        client, answered = Client(stack), 0
        while answered < 3 and time.monotonic() < ends_at:
            try:
                client.book(booked, again=True)
                answered += 1
            except (LoadFailedError, httpx2.TransportError):
                client = Client(stack)

    _all_at_once(work, clients)


def _all_at_once(work: Callable[[int], None], clients: int) -> None:
    threads = [threading.Thread(target=work, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def level(stack: Stack, ready: Sequence[Ready], clients: int) -> Level:
    """Let clients book the interviews as fast as they can, for at most 12 s."""
    waiting, times, failed = list(ready), list[float](), list[str]()
    ends_at = time.monotonic() + LEVEL_WITHIN_SECONDS

    def work(_number: int) -> None:
        client = Client(stack)
        while time.monotonic() < ends_at and waiting:
            try:
                times.append(client.book(waiting.pop()))
            except (LoadFailedError, httpx2.TransportError) as error:
                failed.append(str(error))
                client = Client(stack)
            except IndexError:
                return

    started = time.perf_counter()
    _all_at_once(work, clients)
    took = time.perf_counter() - started
    if not times:
        raise LoadFailedError(failed[0])
    p50, p95, p99 = (round(percentile(times, percent) * 1000, 1) for percent in (50, 95, 99))
    return Level(clients, len(times), len(failed), round(len(times) / took, 1), p50, p95, p99)


def to_the_mail(stack: Stack, ready: Sequence[Ready]) -> float:
    """Median seconds from a booking's request until SES has its e-mail. The bookings follow one another."""
    client, inbox = Client(stack), Path(stack.inbox)
    return round(statistics.median(_until_mailed(client, one, inbox) for one in ready), 2)


def _until_mailed(client: Client, ready: Ready, inbox: Path) -> float:
    seen = set(inbox.glob("*.eml"))
    started = time.perf_counter()
    client.book(ready)
    while time.perf_counter() - started < MAIL_WITHIN_SECONDS:
        for path in sorted(set(inbox.glob("*.eml")) - seen):
            seen.add(path)
            if ready.email in str(message_from_bytes(path.read_bytes())["To"]):
                return time.perf_counter() - started
        time.sleep(0.005)
    raise LoadFailedError(f"no e-mail for {ready.interview_id} within {MAIL_WITHIN_SECONDS:.0f} s")
