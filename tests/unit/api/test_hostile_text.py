"""Any text in a header, a link, a form or a key is accepted or refused with a named error by each of our parsers."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from functions.portal.jobseeker_pages import list_position_in
from functions.portal.offered_times import position_in
from greenroom.adapters.items import decode
from greenroom.api.client_network import client_network_of, network
from greenroom.api.fields import Day, Email, Line, Moment, Text, WallTime, When
from greenroom.api.forms import came_from_elsewhere
from greenroom.api.invited_candidate import form_fields, key_in
from greenroom.api.repeating import LONGEST_KEY, Repeatable
from greenroom.api.signed_in_candidate import secret_in
from greenroom.clock import NonexistentLocalTimeError, from_local, is_zone, zone
from greenroom.errors import NotFoundError, ValidationError
from greenroom.interviewing.replies import PlanReply
from greenroom.models.recording import is_recording_of
from greenroom.models.resume import resume_named_by
from greenroom.rules.links import session_hash
from greenroom.rules.mail_events import MailEventError, mail_event
from greenroom.rules.rooms import organisation_of
from greenroom.rules.tokens import token_hash, token_in
from greenroom.rules.webhooks import events_in
from tests.faults.stored_organisation import LINKS

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
ZONES = sorted(filter(is_zone, available_timezones()))
"""Time zones without `Factory` and `localtime`, which some machines list although they are none."""
SPECIAL = ["", " ", "\x00", "\ud800", "\u202e", "é" * 300, "%00", "=", ";", "-", "{}", "[" * 5_000, "A" * 43, "0" * 64]
texts = st.text(st.characters(exclude_categories=[]), max_size=120) | st.sampled_from(SPECIAL)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def an_event(headers: dict[str, str], body: str = "", *, address: str = "") -> APIGatewayProxyEvent:
    context = {"identity": {"sourceIp": address}}
    return APIGatewayProxyEvent({"headers": headers, "body": body, "isBase64Encoded": False, "requestContext": context})


@given(texts, st.sampled_from(["", "Token ", "Bearer ", "token\t"]))
def test_an_authorization_header_holds_a_short_token_or_none(text: str, scheme: str) -> None:
    token = token_in(scheme + text)
    assert token is None or (0 < len(token) <= 200 and len(token_hash(token)) == 64)


@given(texts, texts, texts)
def test_a_session_key_is_64_hexadecimal_digits_wherever_it_comes_from(cookie: str, header: str, body: str) -> None:
    key = key_in(an_event({"Cookie": f"a=b; __Host-greenroom_session={cookie}", "X-Session-Key": header}), body)
    assert key is None or set(key) <= set("0123456789abcdef")
    assert key is None or len(session_hash(key)) == len(key) == 64


@given(texts)
def test_the_secret_of_a_visit_is_43_letters_or_nothing(text: str) -> None:
    found = secret_in(an_event({"cookie": f"{text}; greenroom_visit={text}"}))
    assert found is None or (len(found) == 43 and found.isascii())
    assert came_from_elsewhere(an_event({"Sec-Fetch-Site": text})) == (text in {"cross-site", "same-site"})


@given(texts, texts)
def test_a_form_is_fields_of_text_or_can_not_be_read(content_type: str, body: str) -> None:
    for kind in (content_type, "application/x-www-form-urlencoded"):
        try:
            fields = form_fields(an_event({"Content-Type": kind}, body))
        except ValueError:
            continue
        assert all(isinstance(value, str) for value in fields.values())


@given(texts, texts)
def test_the_client_network_of_a_request_is_a_network_or_unknown(address: str, forwarded: str) -> None:
    event = {
        "requestContext": {"identity": {"sourceIp": address}},
        "headers": {"X-Forwarded-For": f"{forwarded}, {address}", "X-Origin-Secret": "s"},
    }
    source = client_network_of(event, "s")
    assert all(known is None or network(known.partition("/")[0]) in {known, ""} for known in source)


@given(texts)
def test_places_in_lists_are_of_our_own_shape_or_the_beginning(text: str) -> None:
    position = position_in(text)
    assert position is None or set(position) == {"starts_at", "slot_id"}
    list_position_in(text)


@given(texts, texts, texts, texts)
def test_no_made_up_signature_opens_a_report(org_id: str, interview_id: str, until: str, signature: str) -> None:
    assert not LINKS.is_report_link(org_id, interview_id, until, org_id, signature, NOW)
    assert not LINKS.is_report_link(org_id, interview_id, "99999999999", org_id, signature, NOW)


@given(texts)
def test_a_rooms_id_names_an_organisation_that_can_be_looked_up_or_none(text: str) -> None:
    try:
        assert 0 < len(organisation_of(text)) <= 64
    except NotFoundError:
        assert not text.partition("-")[0] or len(text) > 64


@given(texts)
def test_the_key_of_a_file_names_three_ids_or_none(text: str) -> None:
    for key in (text, f"resumes/{text}.pdf", f"resumes/a/{text}/c.pdf"):
        ids = resume_named_by(key)
        assert ids is None or all(ids)
    assert not is_recording_of(text, "org_1", "int_1", "q_1")
    beyond = f"answers/org_1/int_1/q_1/../{text}"
    assert not is_recording_of(beyond, "org_1", "int_1", "q_1")


@given(texts, texts)
def test_an_idempotency_key_is_of_1_to_255_characters_or_refused(key: str, body: str) -> None:
    try:
        assert len(Repeatable.of(key, "org_1", {"body": body}).digest) == 64
    except ValidationError:
        assert not 1 <= len(key) <= LONGEST_KEY


@pytest.mark.parametrize("kind", [Day, WallTime, Moment, When, Email, Line, Text], ids=str)
@given(value=json_values | texts | st.sampled_from(["9999-12-31", "0001-01-01T00:00:00+23:59", "24:00", "2026-02-29"]))
def test_a_field_is_taken_or_refused(kind: Any, value: object) -> None:
    with suppress(PydanticError):
        TypeAdapter(kind).validate_python(value)


@given(texts)
def test_a_zone_is_known_or_refused_never_looked_for_among_files(text: str) -> None:
    for name in (text, f"../{text}", f"/etc/{text}"):
        with suppress(ValueError):
            assert zone(name).key in ZONES


days, times = st.dates(date(1, 1, 1), date(9999, 12, 31)), st.times()


@given(days, times, st.sampled_from(ZONES))
@example(date(2027, 3, 28), time(2, 30), "Europe/Berlin")
@example(date(2027, 10, 31), time(2, 30), "Europe/Berlin")
@example(date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe")
@example(date(2011, 12, 30), time(12, 0), "Pacific/Apia")
@example(date(9999, 12, 31), time(23, 59), "America/Los_Angeles")
@example(date(1, 1, 1), time(0, 0), "Asia/Tokyo")
def test_a_time_on_the_wall_is_one_moment_or_is_said_not_to_exist(day: date, at: time, name: str) -> None:
    try:
        moment = from_local(day, at, name)
    except NonexistentLocalTimeError:
        # The clocks skip this time: a conversion to UTC and back gives another time.
        local = datetime.combine(day, at, tzinfo=ZoneInfo(name))
        assert local.astimezone(UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None) != local.replace(tzinfo=None)
    except ValueError:
        assert day.year in {1, 9999}
    else:
        assert moment.utc.astimezone(ZoneInfo(name)).replace(tzinfo=None) == datetime.combine(day, at)
        if moment.ambiguous:
            again = datetime.combine(day, at, tzinfo=ZoneInfo(name)).replace(fold=1).astimezone(UTC)
            assert timedelta() < again - moment.utc <= timedelta(hours=24)


def test_a_plan_that_a_model_made_up_is_taken_whole_or_refused() -> None:
    @given(st.text(max_size=200) | json_values.map(repr) | st.binary(max_size=60).map(lambda raw: raw.decode("latin1")))
    @example("[" * 100_000)
    @example('{"questions": [{"round": "TECHNICAL"}]}')
    @example('{"questions": [], "questions": 1e999}')
    def any_reply(text: str) -> None:
        with pytest.raises(PydanticError):
            PlanReply.model_validate_json(text)

    any_reply()


events = st.dictionaries(st.sampled_from(["eventType", "mail", "bounce", "entries", "interview_key"]), json_values)


@given(events)
def test_an_event_of_ses_that_is_not_as_documented_is_nothing_or_said_to_be_so(found: dict[str, Any]) -> None:
    # After an error Lambda delivers the event again and then sets it aside.
    with suppress(MailEventError):
        assert mail_event(found) is None


@given(events)
def test_an_item_of_the_log_that_is_none_is_nothing_or_an_ordinary_error(found: dict[str, Any]) -> None:
    # Errors are reported to the mapping: only a process that dies would delay other records.
    with suppress(KeyError, ValueError, TypeError, AttributeError):
        assert not list(events_in(found))


@given(json_values)
def test_an_image_of_a_stream_that_is_none_is_an_ordinary_error(image: Any) -> None:
    with suppress(KeyError, ValueError, TypeError, AttributeError):
        decode(image)
