"""What Greenroom costs and how fast it is, measured: `make bench`."""

import local as local  # makes greenroom importable here, as it is in a function
