"""Letters of other scripts that look like Latin ones, and the form in which two such texts are the same.

A text is compared without case, so that a letter stands here if its capital or its small form looks like a Latin one,
as in Unicode Technical Standard 39 (confusables.txt). The table is short: Cyrillic and Greek letters that are hard to
tell from Latin ones in common fonts. Accents count: Müller and Muller are two names.
"""

import unicodedata
from typing import Final

_CYRILLIC: Final = dict(zip("авеёзікмнорстухѕјһԁԛԝҽӏ", "abee3ikmhopctyxsjhdqwel", strict=True))
_GREEK: Final = dict(zip("αβεζηικνορτυχω", "abezhiknoptuxw", strict=True))
_TABLE: Final = str.maketrans(_CYRILLIC | _GREEK)


def appearance(text: str) -> str:
    """Return what texts that look the same have in common: no case, one spacing, compatibility form, Latin letters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.translate(_TABLE).split())


def domain_appearance(domain: str) -> str:
    """The same for a domain: its labels in the form that a browser shows, such as bücher for xn--bcher-kva."""
    return ".".join(appearance(_shown(label)) for label in domain.split("."))


def _shown(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
