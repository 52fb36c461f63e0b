"""The parts that all HTTP functions share: routes, answers and access."""

import greenroom.api.powertools  # noqa: F401  # before the first import of a resolver
