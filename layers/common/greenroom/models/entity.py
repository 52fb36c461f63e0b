"""The base of all entities: immutable, strict about unknown fields, changed only by making a copy."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Entity(BaseModel):
    """A stored thing of the domain."""

    # A function builds the validators of the entities that it meets, not of all that it knows.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    def changed(self, **fields: Any) -> Self:
        """A copy with these fields changed."""
        return self.model_copy(update=fields)
