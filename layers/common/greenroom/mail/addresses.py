"""Addresses as the mail provider takes them."""

from greenroom.mail.delivery_errors import MailRefusedError

NOT_VALID = "The e-mail address is not valid. Correct it and send the e-mail again."
NOT_ASCII = (
    "The mail provider takes no address with letters beyond a to z before the @. "
    "Use another address, and send the e-mail again."
)


def as_sent(address: str) -> str:
    """The address in ASCII: its domain in Punycode, because SES does not support SMTPUTF8 (RFC 6531).

    Raises MailRefusedError for an address to which SES can send no e-mail.
    """
    local, _, domain = address.strip().rpartition("@")
    if not (local and domain):
        raise MailRefusedError(NOT_VALID)
    if not local.isascii():
        raise MailRefusedError(NOT_ASCII)
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    import idna  # noqa: PLC0415 - few addresses need it, and its tables are large

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise MailRefusedError(NOT_VALID) from error
