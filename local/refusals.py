"""What a command says of a call that AWS refused."""

from botocore.exceptions import ClientError

REFUSED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def refused(error: ClientError) -> str:
    """A sentence on a call that AWS refused. It names the missing permission, if that is the reason."""
    said = error.response["Error"].get("Message") or str(error)
    if error.response["Error"]["Code"] in REFUSED:
        return f"This profile may not do {error.operation_name}: ask for that permission. AWS says: {said}"
    return f"{error.operation_name} failed: {said}"
