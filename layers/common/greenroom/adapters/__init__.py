"""Stores, queues, mail, files, models and providers: all that leaves the process."""

import sys

# botocore asks this module for the standard library's SSLContext, and gets it without it too. Where pyOpenSSL is there,
# as in the layer for passkeys, the module loads it and cryptography: a fifth of a bare process with a client.
sys.modules.setdefault("urllib3.contrib.pyopenssl", None)  # type: ignore[arg-type]
