"""Measurements of Greenroom's cost and speed: `make bench`."""

import local as local  # makes greenroom importable here, as it is in a function
