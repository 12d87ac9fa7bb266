"""By which code does a petitioner follow what was filed here? Nobody can guess it, nor misread it aloud."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits not mistaken for one another when read aloud: 32, so that each is as likely."""


def new_tracking_code() -> str:
    """60 bits, in three groups."""
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
