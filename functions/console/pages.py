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
"""What a résumé may be uploaded as: its word in forms, its name, and its type."""


class Pages:
    """`asset_version` marks the files under /static, so that a new version is fetched at once."""

    def __init__(self, asset_version: str = "dev") -> None:
        self.asset_version = asset_version

    @cached_property
    def _environment(self) -> "Environment":
        # A redirect needs no template: Jinja2 is loaded with the first page.
        from greenroom.templating import environment_of, static_address  # noqa: PLC0415
        from greenroom.wording import isolated  # noqa: PLC0415

        environment = environment_of(Path(__file__).with_name("templates"))
        environment.globals["resume_kinds"] = [(word, name) for word, (name, _) in RESUME_KINDS.items()]
        environment.globals["settings_places"] = SETTINGS_PLACES
        environment.filters["isolated"] = isolated
        environment.globals["static"] = static_address(self.asset_version)
        return environment

    def framed(self, template: str, **values: object) -> str:
        """A page of a signed-in member: `request` and `message` are among its values."""
        return self._environment.get_template(template).render(**values)

    def bare(self, template: str, **values: object) -> str:
        """A page without a sign-in."""
        return self._environment.get_template(template).render(**values)
