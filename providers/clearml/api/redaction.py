"""Makes text from a server fit to show: one line, cut, and with nothing in it that looks like a secret."""

import re

MAX_LENGTH = 256
"""Characters of a server's message that we are willing to repeat."""

# Ids are 32 and access keys 30 characters long; secrets and tokens (67 and more) are what is left above 39.
_LONG_TOKEN = re.compile(r"[A-Za-z0-9_\-+/]{40,}={0,2}")
_NAMED = re.compile(
    r"(?i)\b(\w*(?:secret|passw|passphrase|pwd|token|authorization|access_key|credentials__key)\w*)(['\"]?\s*[=:]\s*)"
    r"(\"[^\"]*\"|'[^']*'|(?:basic|bearer)\s+\S+|\S+)"
)
_SCHEME = re.compile(r"\b(Basic|Bearer)\s+[A-Za-z0-9_\-+/=.]{8,}")


def clean(text: str) -> str:
    """One line of at most `MAX_LENGTH` characters, secrets replaced by `[redacted]`."""
    line = " ".join(text.split())
    line = _NAMED.sub(r"\1\2[redacted]", line)
    line = _SCHEME.sub(r"\1 [redacted]", line)
    line = _LONG_TOKEN.sub("[redacted]", line)
    return line if len(line) <= MAX_LENGTH else f"{line[:MAX_LENGTH]}…"
