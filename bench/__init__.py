"""What Greenroom costs and how fast it is, measured: `make bench`."""
