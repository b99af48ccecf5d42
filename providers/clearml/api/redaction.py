"""Prepares a server's text for display: one line, cut to a length, with everything that looks like a secret removed."""

import re

MAX_LENGTH = 256
"""Maximum number of characters of a server's message."""

# Ids have 32 characters and access keys 30. Longer runs, from 40 characters, are secret keys or tokens (67 and more).
_LONG_TOKEN = re.compile(r"[A-Za-z0-9_\-+/]{40,}={0,2}")
_NAMED = re.compile(
    r"(?i)\b(\w*(?:secret|passw|passphrase|pwd|token|authorization|access_key|credentials__key)\w*)(['\"]?\s*[=:]\s*)"
    r"(\"[^\"]*\"|'[^']*'|(?:basic|bearer)\s+\S+|\S+)"
)
_SCHEME = re.compile(r"\b(Basic|Bearer)\s+[A-Za-z0-9_\-+/=.]{8,}")


def clean(text: str) -> str:
    """The text as one line of at most `MAX_LENGTH` characters, with secrets replaced by `[redacted]`."""
    line = " ".join(text.split())
    line = _NAMED.sub(r"\1\2[redacted]", line)
    line = _SCHEME.sub(r"\1 [redacted]", line)
    line = _LONG_TOKEN.sub("[redacted]", line)
    return line if len(line) <= MAX_LENGTH else f"{line[:MAX_LENGTH]}…"
