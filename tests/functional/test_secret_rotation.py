"""The drill of docs/operations.md: after the rotation of a secret, everything made before is still found."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import replace
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.parameters import Parameters
from greenroom.clock import rfc3339, utc_now
from greenroom.identifiers import earliest_id, new_id
from greenroom.rules.room_tickets import RoomTicket
from greenroom.settings import settings
from greenroom.usecases.links import LinkMaker
from local.applications import with_parts
from local.gateway import answered, rest_event
from tests.clocks import Clock
from tests.functional.ai_interviews import an_invited_candidate, make_report
from tests.functional.test_erasure import everything
from tests.world import Founder, app, aws


@contextmanager
def rotated() -> Iterator[None]:
    """The secret with a newer version, as functions read it that start afterwards."""
    client = aws("secretsmanager")
    old = client.get_secret_value(SecretId=settings().link_secret_arn)["SecretString"]
    newer = [{"secret": "new-" * 16, "since": rfc3339(utc_now())}, {"secret": old}]
    client.put_secret_value(SecretId=settings().link_secret_arn, SecretString=json.dumps(newer))
    fresh = Parameters(settings().portal_url_parameter)
    secret = partial(fresh.secret, settings().link_secret_arn)
    links = LinkMaker(secret, secret, secret, fresh.portal_url)
    try:
        with with_parts(app, links=links):
            yield
    finally:
        client.put_secret_value(SecretId=settings().link_secret_arn, SecretString=old)


def test_a_rotation_breaks_no_link_no_report_and_no_erasure(found: Founder, clock: Clock, cloud: Database) -> None:
    invited = an_invited_candidate(found, full_name="Rotated Person", email="rotated@example.com")
    invited.answers_some("An answer that nobody else gave.")
    make_report(invited)
    report_link = invited.report()["report_link"]
    waiting = an_invited_candidate(found)

    with rotated():
        assert invited.report()["questions"][0]["answer"] == "An answer that nobody else gave."
        path = report_link.removeprefix(app.links.portal_url())
        assert answered(rest_event("GET", path)).status == 200, "a link from before the rotation"
        path = invited.report()["report_link"].removeprefix(app.links.portal_url())
        assert answered(rest_event("GET", path)).status == 200, "a link from after it"
        assert waiting.did("start")["question"]["number"] == 1, "a candidate's link from before the rotation"

        assert invited.tenant.admin("DELETE", f"/candidates/{invited.booking.candidate_id}").status == 204

        left = everything(cloud, invited.tenant)
        assert not [trace for trace in ("Rotated", "rotated@example.com", "nobody else gave") if trace in left]
        parts = cloud.query_all(settings().tables.sessions, Key("session_hash").eq(invited.session_hash))
        assert list(parts) == []


def test_the_link_of_a_booking_after_a_rotation_uses_the_new_secret(found: Founder, clock: Clock) -> None:
    old_links = replace(app.links, secret=lambda: "secret-of-the-links")
    with rotated():
        invited = an_invited_candidate(found)
        assert invited.did("start")["question"]["number"] == 1
        assert old_links.key_of(invited.booking.session_id, 1) != app.links.key_of(invited.booking.session_id, 1)


def test_links_to_reports_follow_from_a_secret_that_makes_no_candidates_link() -> None:
    now = utc_now()
    mine = LinkMaker(
        lambda: "of links", lambda: "of reports", lambda: "of sign-ins", lambda: "https://portal.example.com"
    )
    query = parse_qs(urlsplit(mine.report_link_of("org_1", "int_1", "token", now)).query)
    sent = {name: values[0] for name, values in query.items()}
    assert mine.is_report_link(interview_id="int_1", now=now, **sent)
    forger = replace(mine, report_secret=lambda: "guessed")
    assert not forger.is_report_link(interview_id="int_1", now=now, **sent)
    assert forger.key_of("ses_1", 1) == mine.key_of("ses_1", 1)


def test_a_rotation_changes_no_room_and_no_ticket_on_its_way() -> None:
    now = utc_now()
    before = LinkMaker(
        lambda: "of links", lambda: "of reports", lambda: "of sign-ins", lambda: "https://portal.example.com"
    )
    newer = json.dumps([{"secret": "new", "since": rfc3339(now)}, {"secret": "of links"}])
    after = replace(before, secret=lambda: newer)
    interview_id = new_id("int")
    waited = earliest_id("int", now - timedelta(days=1))

    for made in (LinkMaker.room_id, LinkMaker.candidate_room_id):
        assert made(after, "org", waited, "room") == made(before, "org", waited, "room")
        assert made(after, "org", interview_id, "room") != made(before, "org", interview_id, "room")
    mine = ("org", waited, "ada@example.com")
    assert after.interviewer_room_id(*mine) == before.interviewer_room_id(*mine)
    ticket = RoomTicket(
        org_id="org", interview_id=waited, booking_version=1, who="candidate", device="one", until=2**33
    )
    assert after.ticket_in(before.signed(ticket, now), now) == ticket
    assert after.ticket_in(after.signed(ticket, now), now) == ticket
    assert before.ticket_in(after.signed(ticket, now), now) is None
