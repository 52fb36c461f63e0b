"""Hostile names and colours change neither headers nor markup nor the order of a sentence."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.colours import READABLE, WHITE, contrast
from greenroom.mail import compose
from greenroom.mail.branding import DEFAULT_ACCENT, brand
from greenroom.mail.delivery_errors import MailRefusedError
from tests.unit.mail.bookings import LINK, SENDER, a_booking, calendar_of, event_of, html_of, opened, text_of

HEADERS = {"Subject", "From", "To", "Auto-Submitted", "MIME-Version", "Content-Type"}
NAMES = [
    "Asha\r\nBcc: victim@example.com",
    "Asha\nSubject: Hacked\n\n<b>body</b>",
    "Asha\u2028Bcc: victim@example.com",
    "Asha\x00\x0b\x0c\x85Rao",
    'Rao, Asha "Ace" <ceo@example.com>',
    "x" * 5_000,
    "é" * 2_000,
    "語" * 300,
    "👩🏽‍💻 Asha",
    "מִרְיָם בת־שבע",
    "\u202egnp.exe",
    "=?utf-8?q?=0D=0ABcc:_victim@example.com?=",
    "\ud800 Asha",
    "  ",
]


class Markup(HTMLParser):
    """The names of all elements and attributes, as a browser parses them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("name", NAMES)
def test_no_name_adds_a_header_or_a_recipient(name: str) -> None:
    booking = a_booking(candidate_name=name, org_name=name, sender_name=name, job_title=name, company_name=name)
    mail = compose.invitation(booking, LINK, SENDER)
    message = opened(mail)
    assert set(message.keys()) == HEADERS
    assert [each.addr_spec for each in message["To"].addresses] == ["asha.rao@example.com"]
    assert [each.addr_spec for each in message["From"].addresses] == [SENDER]
    assert mail.sender_address == SENDER
    assert not message.defects
    assert message["Subject"].startswith("Interview Scheduled - ")
    head = mail.message.split(b"\r\n\r\n", 1)[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 998


@given(st.text(max_size=60))
def test_no_text_at_all_adds_a_header(name: str) -> None:
    booking = a_booking(candidate_name=name, sender_name=name, job_title=name)
    message = opened(compose.invitation(booking, LINK, SENDER))
    assert set(message.keys()) == HEADERS
    assert [each.addr_spec for each in message["To"].addresses] == ["asha.rao@example.com"]
    assert [each.addr_spec for each in message["From"].addresses] == [SENDER]


def test_a_unicode_name_and_title_arrive_as_they_are() -> None:
    booking = a_booking(
        candidate_name="Zoë Müller", job_title="Développeuse Python — équipe données", company_name="株式会社"
    )
    mail = compose.invitation(booking, LINK, SENDER)
    message = opened(mail)
    assert message["Subject"] == "Interview Scheduled - Développeuse Python — équipe données at 株式会社"
    assert message["To"].addresses[0].display_name == "Zoë Müller"
    assert "Hello Zoë Müller," in text_of(mail)


def test_markup_in_names_is_shown_and_never_run() -> None:
    hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="x'
    booking = a_booking(
        candidate_name=hostile, org_name=hostile, job_title=hostile, company_name=hostile, cancel_reason=hostile
    )
    for mail in (compose.invitation(booking, LINK, SENDER), compose.cancellation(booking, SENDER)):
        html = html_of(mail)
        found = Markup(html)
        assert not found.elements & {"script", "img"}
        assert not [name for name in found.attributes if name.startswith("on")]
        assert "&lt;script&gt;" in html
        assert "<script>alert(1)</script>" in text_of(mail)


def test_template_signs_in_a_name_stay_what_they_are() -> None:
    mail = compose.invitation(a_booking(candidate_name="{{ 7 * 7 }} {% raw %}"), LINK, SENDER)
    assert "Hello {{ 7 * 7 }} {% raw %}," in text_of(mail)


def test_a_right_to_left_name_does_not_turn_the_sentence_around_it() -> None:
    text = text_of(compose.invitation(a_booking(candidate_name="\u202eמרים"), LINK, SENDER))
    assert "Hello \u2068מרים\u2069," in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.com",
        "asha@",
        "asha@example.com\r\nBcc: victim@example.com",
        "asha@example.com, victim@example.com",
        "asha rao@example.com",
        "asha@exa\u2028mple.com",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(MailRefusedError) as refused:
        compose.invitation(a_booking(candidate_email=address), LINK, SENDER)
    assert "The e-mail address is not valid." in refused.value.reason
    assert not address or address not in refused.value.reason


def test_a_domain_with_an_umlaut_is_addressed_by_its_ascii_name_in_the_mail_and_its_entry() -> None:
    mail = compose.invitation(a_booking(candidate_email="asha@bücher.example"), LINK, SENDER)
    assert mail.to == "asha@xn--bcher-kva.example"
    assert opened(mail)["To"].addresses[0].addr_spec == "asha@xn--bcher-kva.example"
    assert event_of(calendar_of(mail))["ATTENDEE"] == "mailto:asha@xn--bcher-kva.example"


def test_an_address_that_the_mail_provider_can_not_reach_is_refused_with_what_to_do() -> None:
    with pytest.raises(MailRefusedError) as refused:
        compose.invitation(a_booking(candidate_email="äsha@example.com"), LINK, SENDER)
    assert "letters beyond a to z before the @. Use another address" in refused.value.reason


@pytest.mark.parametrize(
    ("color", "accent"), [("#7a1fa2", "#7a1fa2"), ("#ffd400", DEFAULT_ACCENT), ("#808080", DEFAULT_ACCENT)]
)
def test_a_colour_that_white_cannot_be_read_on_never_lies_under_text(color: str, accent: str) -> None:
    html = html_of(compose.invitation(a_booking(brand_color=color), LINK, SENDER))
    assert f"background-color:{accent};color:#ffffff" in html
    assert f"background-color:{color};color:#ffffff" in html or accent == DEFAULT_ACCENT
    assert f'font-size:0;background-color:{color};">' in html


def test_white_text_can_be_read_on_the_usual_accent() -> None:
    assert contrast(DEFAULT_ACCENT, WHITE) >= READABLE


def test_the_logo_speaks_the_organisations_name_and_comes_over_https() -> None:
    html = html_of(compose.invitation(a_booking(logo_url='https://cdn.example/a.png?x=1&y="2'), LINK, SENDER))
    assert 'src="https://cdn.example/a.png?x=1&amp;y=&#34;2"' in html
    assert 'alt="Acme Hiring"' in html
    assert brand("Acme", logo_url="javascript:alert(1)").logo_url is None


@pytest.mark.parametrize("title", ["x" * 5_000, "語" * 2_000, "From here\n.\nFrom there"])
def test_every_line_of_an_e_mail_passes_every_relay_unchanged(title: str) -> None:
    mail = compose.invitation(a_booking(job_title=title), LINK, SENDER)
    assert mail.message.isascii()
    assert max(len(line) for line in mail.message.split(b"\r\n")) <= 998
    assert b"\n" not in mail.message.replace(b"\r\n", b"")
    assert b"\r\n>From" not in mail.message


def test_a_line_that_equals_a_boundary_ends_no_part() -> None:
    reason = "\r\n--=_mixed--\r\n--=_alternative\r\n--=_alternative--"
    gone = a_booking(status="CANCELLED", cancel_reason=reason, location=reason, interview_type="OFFLINE")
    for mail in (compose.cancellation(gone, SENDER), compose.invitation(a_booking(job_title=reason), LINK, SENDER)):
        assert [each.get_content_type() for each in opened(mail).walk()] == [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
        assert opened(mail).defects == []
        assert "--=_mixed-- --=_alternative" in text_of(mail)


@pytest.mark.parametrize(
    "name", ["Sinead O'Brien", "Rao, Asha", "Dr. Rao", 'Asha "Ace" Rao', "A\\B", "R&D - Acme", "Acme!"]
)
def test_a_name_with_a_special_character_is_quoted_in_the_headers(name: str) -> None:
    mail = compose.invitation(a_booking(candidate_name=name, org_name=name), LINK, SENDER)
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    headers = mail.message.partition(b"\r\n\r\n")[0].decode().splitlines()
    assert f'To: "{quoted}" <asha.rao@example.com>' in headers
    assert f'From: "{quoted}" <{SENDER}>' in headers
    assert opened(mail)["To"].addresses[0].display_name == name
    assert mail.sender_address == SENDER


def test_a_plain_name_is_not_quoted() -> None:
    headers = compose.invitation(a_booking(), LINK, SENDER).message.splitlines()
    assert b"To: Asha Rao <asha.rao@example.com>" in headers
