"""The project's own tooling: the local cloud, the build, the checks. Nothing here is deployed."""
