"""Recognizes secrets by names: of variables and Helm values that hold one, and of fields of server settings.

Keys of Helm values often name a Kubernetes Secret, or a key within one, and must stay usable; fields of the server
never do, so they are judged strictly.
"""

import re

_FIELD = re.compile(r"secret|passw|passphrase|pwd|credential|private", re.IGNORECASE)
_FIELD_END = re.compile(r"(?<!public)(?<!public[_-])(?:key|token)s?(?:[_-]?\d+)?$", re.IGNORECASE)
_NUMBERED = r"(?:[_-]?\d+)?$"
_ALONE = re.compile(
    r"(?:passwords?|passwd|passphrase|(?:auth|access|api|bearer|refresh|session)[_-]?tokens|token|"
    r"(?:api|server|client|glue|signing|jwt|cookie|session|webhook|app)[_-]?secret|secret[_-]?access[_-]?key)"
    + _NUMBERED,
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?:^|[_.-])(?:pass|PASS|pwd|PWD|pw|PW)(?:[_-]?\d+)?$|[a-z0-9](?:Pass|Pwd|PWD)\d*$")
"""Short words that other words end in, such as bypass."""
_KEY = re.compile(
    r"(?:api|server|access|private|glue|encryption|signing|license|master|storage|account|shared|deploy|ssh|"
    r"replica[_-]?set)[_-]?key"
    + _NUMBERED
    + r"|(?:^|(?:api|server|client|glue|clearml|aws|s3|minio|app)[_-]?)secret[_-]?key"
    + _NUMBERED,
    re.IGNORECASE,
)
"""A key such as passwordSecretKey, though, names a key within a Secret."""
_VARIABLE = re.compile(r"secret(?:[_-]?key)?" + _NUMBERED, re.IGNORECASE)
"""A variable of these names holds the secret itself; a Helm value often the name of a Secret or of a key."""
_VAGUE = re.compile(r"(?:key|secret|credentials?|auth|sig|signature)s?" + _NUMBERED, re.IGNORECASE)
_NAMES_ONE = re.compile(r"existing|remoteRef|secret[_-]?(?:name|ref|keys)|public", re.IGNORECASE)
"""A key whose value is the name of a Secret, or maps names to keys within one; or a public key."""
_VARIABLE_NAMES_ONE = re.compile(r"existing\w*secret|secret[_-]?(?:name|ref|keys)|public", re.IGNORECASE)
"""Less for variables: DB_EXISTING_PASSWORD is a password that exists already."""
_UPPER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_RANDOM = re.compile(r"(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[\w+/=-]{20,}|[0-9a-f]{32,}")


def sounds_secret(field: str) -> bool:
    """Whether a server's field has the name of a secret, such as client_secret_2, access_token; not public_key."""
    return bool(_FIELD.search(field) or _FIELD_END.search(field))


def names_a_secret(key: str) -> bool:
    """Whether the value of a Helm key names a Kubernetes Secret, or keys within one."""
    return _NAMES_ONE.search(key) is not None


def key_holds_secret(key: str, value: str, *, refers: bool) -> bool:
    """Whether a Helm key with this value holds a secret; `refers` if keys beside or above it name a Secret.

    A key in capitals, such as CLEARML_API_SECRET_KEY, is the name of a variable.
    """
    if _UPPER.fullmatch(key) and not refers:
        return variable_holds_secret(key, value)
    return not names_a_secret(key) and _holds_secret(key, value, refers=refers)


def variable_holds_secret(name: str, value: str) -> bool:
    """Whether a variable with this value holds a secret, such as CLEARML_API_SECRET_KEY or CLEARML_AGENT_GIT_PASS."""
    if _VARIABLE_NAMES_ONE.search(name):
        return False
    return _VARIABLE.search(name) is not None or _holds_secret(name, value, refers=False)


def _holds_secret(name: str, value: str, *, refers: bool) -> bool:
    if _ALONE.search(name) or _SHORT.search(name):
        return True
    certain = _KEY.search(name) is not None
    return not refers and (certain or (_VAGUE.search(name) is not None and _is_random(value)))


def _is_random(value: str) -> bool:
    """Whether a value looks generated: letters of both cases with digits, or a long hexadecimal number."""
    return _RANDOM.fullmatch(value) is not None
