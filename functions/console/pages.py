"""Renders the console's pages."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from greenroom.models.resume import ResumeType

if TYPE_CHECKING:
    from jinja2 import Environment

SETTINGS_PLACES = (
    ("/console/settings/organisation", "Organisation"),
    ("/console/settings/members", "Members"),
    ("/console/settings/tokens", "Tokens"),
    ("/console/settings/webhooks", "Webhooks"),
    ("/console/settings/providers", "Providers"),
    ("/console/settings/usage", "Usage"),
    ("/console/settings/me", "You"),
)
"""The pages under Settings, in their order."""

RESUME_KINDS = {
    "pdf": ("PDF", ResumeType.PDF),
    "docx": ("Word (DOCX)", ResumeType.DOCX),
    "odt": ("OpenDocument (ODT)", ResumeType.ODT),
    "txt": ("Plain text", ResumeType.TEXT),
}
"""The file types of résumés: the value in forms, the name, and the media type."""


class Pages:
    """Renders pages. `asset_version` is part of the addresses under /static, so that browsers fetch new files at
    once."""

    def __init__(self, asset_version: str = "dev") -> None:
        self.asset_version = asset_version

    @cached_property
    def _environment(self) -> "Environment":
        # Jinja2 is imported with the first page, because a redirect needs no template.
        from greenroom.templating import environment_of, static_address  # noqa: PLC0415
        from greenroom.wording import isolated  # noqa: PLC0415

        environment = environment_of(Path(__file__).with_name("templates"))
        environment.globals["resume_kinds"] = [(word, name) for word, (name, _) in RESUME_KINDS.items()]
        environment.globals["settings_places"] = SETTINGS_PLACES
        environment.filters["isolated"] = isolated
        environment.globals["static"] = static_address(self.asset_version)
        return environment

    def framed(self, template: str, **values: object) -> str:
        """Render a page for a signed-in member. `values` has `request` and `message`."""
        return self._environment.get_template(template).render(**values)

    def bare(self, template: str, **values: object) -> str:
        """Render a page for readers who are not signed in."""
        return self._environment.get_template(template).render(**values)
