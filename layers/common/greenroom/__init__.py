"""The domain of Greenroom, shared by every function as one Lambda layer."""
