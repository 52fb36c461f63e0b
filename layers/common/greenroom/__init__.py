"""The domain of Greenroom, shared by every function as one Lambda layer."""

import gc

# What a process makes while it starts stays for as long as it runs: to look through all of it for cycles each few
# hundred objects was 4% of a cold start's instructions (docs/decisions/0023). `observability.end_start` ends it.
gc.set_threshold(1_000_000)
