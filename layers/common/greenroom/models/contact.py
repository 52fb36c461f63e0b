"""A person, or an address, that answers candidates."""

from urllib.parse import quote

from greenroom.models.entity import Entity


class Contact(Entity):
    email: str
    name: str | None = None

    @property
    def words(self) -> str:
        """`Meera Nair (meera.nair@example.com)`, or the address alone."""
        return f"{self.name} ({self.email})" if self.name else self.email

    @property
    def href(self) -> str:
        """A link that begins an e-mail (RFC 6068)."""
        return f"mailto:{quote(self.email, safe='@')}"
