"""The fingerprint that is stored in place of a secret key."""

import hashlib


def fingerprint(secret_key: str) -> str:
    """SHA-256. The secrets are random, so a slow hash would protect nothing more."""
    return hashlib.sha256(secret_key.encode()).hexdigest()
