"""What an integrator keeps with a thing: its id in the integrator's own system, and words that only it understands."""

from greenroom.models.entity import Entity


class WithOwnIds(Entity):
    """A thing that an integrator knows by an id of its own."""

    external_id: str | None = None
    """No other thing of this kind has it in the organisation."""
    metadata: dict[str, str | int | float | bool] | None = None
    """Greenroom gives it no meaning."""
