"""E-mail addresses as people write them."""

LONGEST_ADDRESS = 254


def email_address(text: str) -> str:
    """An address as it is kept: as written if all of it is ASCII, else in one form for all its spellings (RFC 6531).

    That form has the domain as people read it, also where it was given in Punycode. Only a mail can tell whether an
    address exists: no DNS is asked. Raises ValueError.
    """
    # 18 ms to import, most of it the tables of Unicode: most requests hold no address.
    import email_validator  # noqa: PLC0415

    # Whether a mail can go to a domain of an organisation's own network, or of a test, its mail server decides.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    try:
        found = email_validator.validate_email(text, check_deliverability=False, strict=True)
    except email_validator.EmailNotValidError as error:
        raise ValueError("is not an e-mail address, such as name@example.com") from error
    return text if found.normalized.isascii() else found.normalized
