"""The console's application: the signed-in member, and routes that answer with a page, also when they refuse or
fail."""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from functions.console.cookies import SessionCookie, read_session_cookie
from functions.console.kept_fields import kept_fields
from functions.console.messages import Message, clear_message_cookie, message_cookie, read_message
from functions.console.pages import Pages
from functions.console.refusals import told
from greenroom.adapters.unreadable import unreadable_items
from greenroom.api.answers import PAGE_HEADERS, STATUS_OF_CODE
from greenroom.api.forms import FormOwner, came_from_elsewhere
from greenroom.api.on_demand import ModulesOnDemand
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.errors import GreenroomError
from greenroom.identifiers import can_name, id_made_with, made_at, new_id
from greenroom.models.caller import Caller
from greenroom.models.member import Member, SignedInMember
from greenroom.models.organisation import Organisation, Role
from greenroom.observability import logger, note_failed_request, place_of
from greenroom.settings import settings
from greenroom.usecases.console_sign_in import signed_in_member
from greenroom.usecases.signing_in import CONSOLE_SIGN_IN_PATH

app = Application(settings(), clock=utc_now)
resolver = APIGatewayRestResolver()
MODULES = ModulesOnDemand(
    __package__,
    {
        "calendar": ("/console/calendar/*",),
        "candidate": (
            "/console/candidates/<candidate_id>",
            "/console/candidates/<candidate_id>/edit",
            "/console/candidates/<candidate_id>/schedule",
        ),
        "candidates": (
            "/console/candidates",
            "/console/candidates/new",
            "/console/candidates/export.csv",
        ),
        "compare": ("/console/jobs/<job_id>/compare",),
        "dashboard": ("/console", "/console/changes"),
        "drafts": ("/console/candidates/drafts/*",),
        "gates": ("/console/candidates/bulk/*", "/console/candidates/<candidate_id>/gates/*"),
        "first_steps": ("/console/sample/*",),
        "imports": ("/console/candidates/import/*",),
        "interviews": (
            "/console/interviews/<interview_id>/move",
            "/console/interviews/<interview_id>/cancel",
            "/console/interviews/<interview_id>/resend",
        ),
        "invitations": (
            "/console/candidates/invite",
            "/console/candidates/<candidate_id>/invite",
            "/console/interviews/<interview_id>/invite",
        ),
        "job_questions": ("/console/jobs/<job_id>/questions",),
        "jobs": (
            "/console/jobs",
            "/console/jobs/new",
            "/console/jobs/<job_id>",
            "/console/jobs/<job_id>/edit",
            "/console/jobs/<job_id>/delete",
        ),
        "matches": ("/console/jobs/<job_id>/matches/*",),
        "members": ("/console/settings/members/*",),
        "organisation": ("/console/settings/organisation/*",),
        "passkeys": ("/console/settings/me/*", "/console/sign-in/passkey"),
        "plans": ("/console/interviews/<interview_id>/plan",),
        "profile": ("/console/candidates/<candidate_id>/profile",),
        "providers": ("/console/settings/providers/*",),
        "ratings": ("/console/reports/<interview_id>/ratings", "/console/reports/<interview_id>/decision"),
        "reports": (
            "/console/reports",
            "/console/reports/<interview_id>",
            "/console/reports/<interview_id>/answers/<number>",
        ),
        "requirements": ("/console/jobs/<job_id>/requirements",),
        "resumes": ("/console/candidates/<candidate_id>/resume/*",),
        "search": ("/console/search",),
        "sign_in": (
            "/console/sign-in",
            "/console/sign-in/open",
            "/console/sign-in/sent",
            "/console/organisations",
            "/console/sign-out",
            "/console/sign-out-everywhere",
        ),
        "tokens": ("/console/settings/tokens/*",),
        "usage": ("/console/settings/usage", "/console/interviews/<interview_id>/cost"),
        "webhooks": ("/console/settings/webhooks/*",),
    },
)

HOME = "/console"
NOTHING = "-"
"""An id that no record has."""
MOST_BODY_BYTES = 1024 * 1024
MOST_FIELDS = 1000

type Page = Callable[..., Response[str]]


@dataclass(frozen=True)
class ConsoleRequest(FormOwner):
    """A request of a signed-in member."""

    form_purpose: ClassVar[bytes] = b"console form"

    signed_in: SignedInMember
    cookie: SessionCookie
    now: datetime
    path: str
    query: dict[str, str]
    form: dict[str, list[str]]

    @property
    def member(self) -> Member:
        return self.signed_in.member

    @property
    def organisation(self) -> Organisation:
        return self.signed_in.organisation

    @property
    def caller(self) -> Caller:
        return self.member.as_caller()

    @property
    def changes(self) -> int:
        """The number of changes of the organisation's interviews so far. A page with a lower count is out of date."""
        return self.signed_in.changes

    @property
    def form_secret(self) -> str:
        """The secret in the session's cookie."""
        return self.cookie.secret

    def sent(self, name: str, default: str = "") -> str:
        """A field of the form, without blanks around it."""
        return self.form.get(name, [default])[0].strip()

    @property
    def sent_version(self) -> int:
        """The version of the record that the form showed; 0, which no record has, for an invalid version."""
        sent = self.sent("version")[:12]
        return int(sent) if sent.isascii() and sent.isdigit() else 0

    def id_of_new(self, name: str, prefix: str) -> str:
        """Derive the id of a new record from the form's hidden id, so that a form that is sent twice creates one
        record.

        The organisation's id is part of the hash, because calendar entries are named by ids: no form can choose the id
        of another organisation's record.
        """
        sent = self.sent(name)
        if not can_name(sent) or made_at(sent) is None:
            return new_id(prefix)
        return id_made_with(prefix, sent, hashlib.sha256(f"{self.caller.org_id} {sent}".encode()).digest()[:10])

    def allows(self, role: Role) -> bool:
        """Whether the member may do what a role may do."""
        return self.member.role.allows(role)

    def with_query(self, **changed: str | None) -> str:
        """The address of this page with some parameters changed. None removes a parameter."""
        query = {name: value for name, value in {**self.query, **changed}.items() if value}
        return f"{self.path}?{urlencode(query)}" if query else self.path


@functools.cache
def pages() -> Pages:
    """The pages, with their templates read once a process."""
    return Pages(settings().asset_version)


def html(status: int, text: str, cookies: tuple[str, ...] = ()) -> Response[str]:
    """A page that caches must not store."""
    headers: dict[str, str | list[str]] = {**PAGE_HEADERS}
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(status_code=status, content_type="text/html; charset=utf-8", body=text, headers=headers)


def see(location: str, *cookies: str) -> Response[str]:
    """A redirect with 303, so that going back in the browser does not send a form twice."""
    headers: dict[str, str | list[str]] = {**PAGE_HEADERS, "Location": location}
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(status_code=303, headers=headers, body="")


def done(request: ConsoleRequest, location: str, message: Message) -> Response[str]:
    """Redirect, and show the message on the next page."""
    return see(location, message_cookie(message, request.cookie.secret))


def show(request: ConsoleRequest, template: str, *, status: int = 200, **values: object) -> Response[str]:
    """A page in the console's frame, with the message of the previous action."""
    message = read_message(resolver.current_event.headers, request.cookie.secret)
    text = pages().framed(template, request=request, message=message, not_shown=len(unreadable_items), **values)
    return html(status, text, (clear_message_cookie(),) if message else ())


def file(name: str, content_type: str, text: str) -> Response[str]:
    """A file for download."""
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(status_code=200, content_type=content_type, body=text, headers=headers)


def page(path: str, method: str = "GET", *, role: Role = Role.VIEWER) -> Callable[[Page], Page]:
    """Declare a route for members whose role allows `role`. A POST must have the session's CSRF token.

    Without a session the request is redirected to the sign-in; a lower role gets 403. Each refusal is a page that says
    what to do.
    """

    def declare(handler: Page) -> Page:
        resolver.route(path, method)(_as_page(handler, method, role))
        return handler

    return declare


def open_page(path: str, method: str = "GET") -> Callable[[Page], Page]:
    """Declare a route that needs no sign-in."""

    def declare(handler: Page) -> Page:
        resolver.route(path, method)(_without_failure(handler))
        return handler

    return declare


def _as_page(handler: Page, method: str, role: Role) -> Page:
    @functools.wraps(handler)
    def answered(**parameters: str) -> Response[str]:
        request = current_request()
        if request is None:
            return _signed_out(method)
        if not request.allows(role):
            return show(request, "refused.html", status=403, needed=role)
        if method == "POST" and not _is_own_form(request):
            # A page that was opened before the latest sign-in has the token of the earlier session.
            return show(request, "stale_form.html", status=403, may_repeat=_came_from_here())
        if method == "POST" and request.sent("question") and not request.sent("asked"):
            # A form for an irreversible action has a question. The script asks it and adds `asked`; without a script
            # this page asks it.
            asked_on = request.sent("asked_on")
            back = asked_on if asked_on.startswith(f"{HOME}/") else HOME
            return show(request, "ask.html", question=request.sent("question"), back=back)
        named = {name: value if can_name(value) else NOTHING for name, value in parameters.items()}
        try:
            return handler(request, **named)
        except GreenroomError as error:
            logger.info("refused", code=error.code)
            happened, kept = _happened(error, method), kept_fields(request.form)
            return show(request, "trouble.html", status=STATUS_OF_CODE[error.code], happened=happened, kept=kept)

    return _without_failure(answered)


def _signed_out(method: str) -> Response[str]:
    """Redirect to the sign-in. A form that was sent after the session ended is shown again with its texts."""
    if method != "POST":
        return see(CONSOLE_SIGN_IN_PATH)
    # A form of another site could show its own texts on this page.
    kept = kept_fields(sent_form()) if _came_from_here() else []
    return html(401, pages().bare("signed_out.html", kept=kept))


def _came_from_here() -> bool:
    """Whether the browser says that a page of Greenroom sent the request."""
    return resolver.current_event.headers.get("Sec-Fetch-Site", "") == "same-origin"


def _happened(error: GreenroomError, method: str) -> str:
    return error.message if method == "GET" and error.changes_nothing else told(error) or ""


def _without_failure(handler: Page) -> Page:
    @functools.wraps(handler)
    def answered(**parameters: str) -> Response[str]:
        try:
            return handler(**parameters)
        except GreenroomError as error:
            logger.info("refused", code=error.code)
            return html(STATUS_OF_CODE[error.code], pages().bare("trouble_bare.html", happened=error.message))
        except Exception as error:  # noqa: BLE001 (logged: a person must get a page that says what to do)
            logger.error("failed", error_type=type(error).__name__, place=place_of(error))
            note_failed_request(error)
            reference = str(resolver.current_event.request_context.request_id)[:8]
            kept = kept_fields(sent_form()) if _came_from_here() else []
            return html(500, pages().bare("failed.html", reference=reference, kept=kept))

    return answered


def current_request() -> ConsoleRequest | None:
    """The request of the signed-in member, or None without a valid session: one round trip. Raises BusyError."""
    event, now = resolver.current_event, app.now()
    cookie = read_session_cookie(event.headers)
    if cookie is None:
        return None
    found = signed_in_member(cookie.secret, cookie.org_id, cookie.member_id, sessions=app.console_sessions, now=now)
    if found is None:
        return None
    return ConsoleRequest(found, cookie, now, event.path, dict(event.query_string_parameters), sent_form())


def sent_form() -> dict[str, list[str]]:
    """The fields of the posted form; empty if it cannot be read."""
    event = resolver.current_event
    try:
        body = event.decoded_body or ""
        if len(body) > MOST_BODY_BYTES:
            return {}
        sent = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    return fields


def _is_own_form(request: ConsoleRequest) -> bool:
    return not came_from_elsewhere(resolver.current_event) and request.sent_form(request.sent("csrf_token"))


@resolver.not_found
def nothing_there(_error: Exception) -> Response[str]:
    """The page for an unknown address."""
    request = current_request()
    if request is None:
        return see(CONSOLE_SIGN_IN_PATH)
    return show(request, "nothing_there.html", status=404)
