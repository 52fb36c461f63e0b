"""Makes a profile from a résumé's text by rules alone: the same text gives the same profile."""
