"""The fingerprint under which a secret key is kept."""

import hashlib


def fingerprint(secret_key: str) -> str:
    """SHA-256: the secrets are random, so a slow hash would only cost time."""
    return hashlib.sha256(secret_key.encode()).hexdigest()
