"""A plain Django that does the work of a booking on SQLite: Greenroom's own figures are measured beside it.

It runs with a Python of its own, which has Django: see bench/peer.py.
"""
