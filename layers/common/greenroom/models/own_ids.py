"""An integrator's data on a record: its id in the integrator's system, and free metadata."""

from greenroom.models.entity import Entity


class WithOwnIds(Entity):
    """A record with an id in the integrator's system."""

    external_id: str | None = None
    """No other thing of this kind has it in the organisation."""
    metadata: dict[str, str | int | float | bool] | None = None
    """Greenroom gives it no meaning."""
