"""What all entities share: immutable, strict about unknown fields, changed only by making a new one."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Entity(BaseModel):
    """A stored thing of the domain."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    def changed(self, **fields: Any) -> Self:
        """A copy with these fields changed."""
        return self.model_copy(update=fields)
