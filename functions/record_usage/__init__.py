import greenroom.api  # noqa: F401  # before the first import of Powertools
