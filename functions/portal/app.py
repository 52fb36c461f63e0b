"""The portal's one application: pages answer people, so a page's refusal is a page too."""

import functools
from collections.abc import Callable
from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from functions.portal.outcomes import Trouble
from functions.portal.pages import Pages
from greenroom.adapters.wiring import sessions
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.candidate import Visitor, key_in, visitor
from greenroom.api.routes import Api
from greenroom.clock import utc_now
from greenroom.errors import GreenroomError
from greenroom.observability import logger
from greenroom.settings import settings

api = Api()

type Page = Callable[..., Response[str]]

PAGE_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@functools.cache
def pages() -> Pages:
    """The pages, with their templates read once a process."""
    return Pages(settings().asset_version)


def html(status: int, page: str) -> Response[str]:
    """A page that no cache keeps."""
    return Response(status_code=status, content_type="text/html; charset=utf-8", body=page, headers=PAGE_HEADERS)


def see(location: str, cookie: str | None = None) -> Response[str]:
    """Go and read there (303: a form is never sent twice by going back)."""
    headers = {**PAGE_HEADERS, "Location": location}
    if cookie:
        headers["Set-Cookie"] = cookie
    return Response(status_code=303, headers=headers, body="")


def unknown_link() -> Response[str]:
    """The page for a link that opens nothing."""
    return html(404, pages().unknown_link())


@api.resolver.not_found
def nothing_there(_error: Exception) -> Response[str]:
    """People who mistyped get a page; programs get JSON."""
    if api.resolver.current_event.path.startswith(("/ai/", "/api/")):
        return api.unknown_route()
    return unknown_link()


def page(path: str, method: str = "GET") -> Callable[[Page], Page]:
    """A route that answers with a page, also when it refuses or fails."""

    def declare(handler: Page) -> Page:
        @functools.wraps(handler)
        def answered(**parameters: str) -> Response[str]:
            try:
                return handler(**parameters)
            except GreenroomError as error:
                logger.info("refused", code=error.code)
                return html(STATUS_OF_CODE[error.code], pages().trouble(_trouble(error.message)))
            except Exception as error:  # noqa: BLE001 (a person must get a page that says what to do)
                logger.error("failed", error_type=type(error).__name__)
                return html(500, pages().trouble(_trouble("This page could not be made.")))

        api.resolver.route(path, method)(answered)
        return handler

    return declare


def _trouble(happened: str) -> Trouble:
    return Trouble(
        happened=happened,
        kept="Everything that you handed in before is kept.",
        to_do="Wait a moment, then load this page again.",
        reference=api.request_id[:8],
    )


def who_visits() -> tuple[Visitor | None, datetime]:
    """The visitor of a page, by cookie or header, and the time of the visit."""
    return visitor(key_in(api.resolver.current_event.headers), sessions()), utc_now()
