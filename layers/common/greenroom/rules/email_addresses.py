"""E-mail addresses as people write them."""

LONGEST_ADDRESS = 254


def email_address(text: str) -> str:
    """The address as it is stored: unchanged, or with letters beyond ASCII in one form for all spellings (RFC 6531).

    That form has the domain in Unicode, also if it was written in Punycode. No DNS is asked, because only an e-mail can
    show whether an address exists. Raises ValueError.
    """
    # Imported here, because the import takes 18 ms and most requests have no address.
    import email_validator  # noqa: PLC0415

    # The mail server decides whether it can send to domains of an internal network or of a test.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    try:
        found = email_validator.validate_email(text, check_deliverability=False, strict=True)
    except email_validator.EmailNotValidError as error:
        raise ValueError("is not an e-mail address, such as name@example.com") from error
    return text if found.normalized.isascii() else found.normalized
