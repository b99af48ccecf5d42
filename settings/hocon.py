"""Owns which texts the ClearML server reads as they are written.

The server parses each of its environment's values as HOCON (pyhocon 0.3.63): digits become a number, `3d` three days,
`#` begins a comment and `@` ends the process. Values that other programs read as well cannot be quoted for it. It must
not quote anything itself.
"""

import re

PLAIN_TEXT = (
    "a text of letters, digits, -, _ and dots that begins with a letter or digit and is no number, no duration such as "
    "3d, and not true, false or null: the server would read those as something else"
)
_CHARACTERS = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_KEYWORD = r"true|false|null"
_NUMBER = r"[\d.]+(?:e[+-]?\d+)?\.*"
_DURATION = r"\d+[a-z]{1,12}"


def survives_hocon(text: str) -> bool:
    """Whether the server reads an unquoted value as this very text. Stricter than HOCON: rare forms are refused too."""
    misread = re.fullmatch(f"{_KEYWORD}|{_NUMBER}|{_DURATION}", text, re.IGNORECASE)
    return bool(re.fullmatch(_CHARACTERS, text, re.ASCII)) and not misread
