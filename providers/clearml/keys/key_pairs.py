"""The labelled key pairs of one purpose as the server lists them.

The state identifies a key pair by a fingerprint of its access key, so that no access key is in plain state. A label is
`<project>:<stack>:<slug>:<purpose>:g<generation>`, followed by `:<days>d` if the pair expires. Several pairs have the
same purpose while one replaces another.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from providers.clearml.api.clock import utc
from providers.clearml.api.models import KeyRecord

_GENERATION = re.compile(r":g\d+(:\d+d)?$")


def fingerprint(access_key: str) -> str:
    """12 hex digits that identify an access key without containing it."""
    return hashlib.sha256(access_key.encode()).hexdigest()[:12]


def find(keys: Iterable[KeyRecord], access_key: str) -> KeyRecord | None:
    """The row of an access key."""
    return next((key for key in keys if key.access_key == access_key), None)


def of_purpose(keys: Iterable[KeyRecord], *labels: str) -> list[KeyRecord]:
    """The key pairs whose label is of the same stack, tenant and purpose as one of `labels`, of any generation."""
    purposes = {purpose_of(label) for label in labels}
    return [key for key in keys if purpose_of(key.label or "") in purposes]


def purpose_of(label: str) -> str:
    """The label without generation and lifetime; a label of another form is returned as a whole."""
    return _GENERATION.sub("", label)


def used_since(key: KeyRecord, moment: datetime) -> bool:
    """Whether a call was made with the key pair after this moment."""
    return key.last_used is not None and utc(key.last_used) > moment


def described(key: KeyRecord) -> str:
    """Label and last use of a key pair, for messages."""
    return f"{key.label or 'without label'} ({last_use(key.last_used, key.last_used_from)})"


def last_use(used: datetime | None, used_from: str | None) -> str:
    """When and by which program a key pair was used."""
    if used is None:
        return "never used"
    return f"last used {utc(used):%Y-%m-%d %H:%M} UTC by {used_from or 'a program without a name'}"
