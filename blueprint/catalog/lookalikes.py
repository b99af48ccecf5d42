"""Letters of other scripts that look like Latin ones, and the form in which two such texts are the same.

Source: the prototypes of Unicode Technical Standard 39 (confusables.txt, version 16) for Cyrillic and Greek,
limited to letters that are hard to tell from a Latin letter in common fonts.
"""

import unicodedata
from typing import Final

_CYRILLIC: Final = dict(zip("авеёзікмнорстухѕјһԁԛԝҽӏ", "abee3ikmhopctyxsjhdqwel", strict=True))
_GREEK: Final = dict(zip("αβεζηικνορτυχω", "abezhiknoptuxw", strict=True))
_LATIN: Final = dict(zip("ıłøđħŀ", "ilodhl", strict=True))
_TABLE: Final = str.maketrans(_CYRILLIC | _GREEK | _LATIN)


def appearance(text: str) -> str:
    """Return what texts that look the same have in common: no case, no accents, one spacing, Latin letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(plain.translate(_TABLE).split())


def domain_appearance(domain: str) -> str:
    """The same for a domain: its labels in the form that a browser shows, such as bücher for xn--bcher-kva."""
    return ".".join(appearance(_shown(label)) for label in domain.split("."))


def _shown(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
