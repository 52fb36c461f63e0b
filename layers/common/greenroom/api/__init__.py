"""What all HTTP functions share: routes, answers, and who may ask."""

import greenroom.api.powertools  # noqa: F401  # before the first import of a resolver
