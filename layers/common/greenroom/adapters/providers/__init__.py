"""Providers of meetings, each by its own protocol."""
