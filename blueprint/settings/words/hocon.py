"""Owns which texts the ClearML server reads as they are written.

The server parses each of its environment's values as HOCON (pyhocon): digits become a number, `3d` three days, `#`
begins a comment and `@` ends the process. Values that other programs read as well cannot be quoted for it. It must not
quote anything itself.
"""

import re

PLAIN_TEXT = (
    "letters, digits, - and _, a letter or digit first, and no number (007, 12e4), no duration (3d, 3d-x) and not "
    "true, false or null: the server reads those as something else"
)
_CHARACTERS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NUMBER = r"\d+(?:e[+-]?\d+)?$"
_KEYWORD = r"(?:true|false|null)(?![a-z0-9_])"
_UNIT = r"(?:n|nano|u|micro|m|milli)s|(?:nano|micro|milli)(?:second)?s?|[smhwdy]|(?:second|minute|hour|week|day|year)s?"
_DURATION = rf"\d+(?:{_UNIT}|mo(?:nths?)?)(?![a-z0-9])"
_MISREAD = re.compile(f"{_NUMBER}|{_KEYWORD}|{_DURATION}", re.IGNORECASE)


def survives_hocon(text: str) -> bool:
    """Whether the server reads an unquoted value as this very text. Stricter than HOCON: rare forms are refused too."""
    return bool(_CHARACTERS.fullmatch(text)) and not _MISREAD.match(text)
