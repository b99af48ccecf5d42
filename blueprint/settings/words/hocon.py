"""Decides which unquoted strings the ClearML server reads unchanged.

The server parses each environment variable as HOCON (pyhocon): digits become a number, `3d` becomes three days, `#`
starts a comment and `@` ends the process. Values that other programs read as well cannot be quoted for the server.
"""

import re

PLAIN_TEXT = (
    "letters, digits, - and _, starting with a letter or digit, but no number (007, 12e4), no duration (3d, 3d-x) and "
    "not true, false or null, because the server does not read these as strings"
)
_CHARACTERS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NUMBER = r"\d+(?:e[+-]?\d+)?$"
_KEYWORD = r"(?:true|false|null)(?![a-z0-9_])"
_UNIT = r"(?:n|nano|u|micro|m|milli)s|(?:nano|micro|milli)(?:second)?s?|[smhwdy]|(?:second|minute|hour|week|day|year)s?"
_DURATION = rf"\d+(?:{_UNIT}|mo(?:nths?)?)(?![a-z0-9])"
_MISREAD = re.compile(f"{_NUMBER}|{_KEYWORD}|{_DURATION}", re.IGNORECASE)


def survives_hocon(text: str) -> bool:
    """Whether the server reads the unquoted value unchanged. Stricter than HOCON: rare forms are rejected too."""
    return bool(_CHARACTERS.fullmatch(text)) and not _MISREAD.match(text)
