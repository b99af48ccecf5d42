"""Value types of the server's settings: names within a variable's name, setting paths, values of untyped settings.

The server derives a setting's path from a variable's name by lower-casing it and reading `__` as a dot: a name with
`__` in it, or with `_` at its end, would result in another path.
"""

import math
import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, TextExpectation, mismatch

NAME = r"[a-z][a-z0-9-]*(?:_[a-z0-9-]+)*"
_PART = r"_?[a-z0-9][a-z0-9-]*(?:_[a-z0-9-]+)*"
SETTING = rf"{NAME}(?:\.{_PART})+"
_LAST = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_VALUE = "a string, a number, true, false or a list of these"


def _whole(pattern: str, value: str) -> str | None:
    return value if re.fullmatch(pattern, value) else None


def _free_value(value: object) -> object:
    if isinstance(value, list | tuple):
        if "" in value:
            raise mismatch(
                "no empty strings, because the server drops them from lists", found="an empty string in a list"
            )
        return tuple(_scalar(item) for item in value)
    return _scalar(value)


def _scalar(value: object) -> str | bool | int | float:
    if isinstance(value, str) and "\0" in value:
        raise mismatch("a string without NUL characters, which environment variables cannot contain")
    if isinstance(value, float) and not math.isfinite(value):
        raise mismatch("a finite number")
    if not isinstance(value, str | bool | int | float):
        raise mismatch(_VALUE)
    return value


GroupName = Annotated[
    str,
    TextExpectation(
        "a group name of lower-case letters, digits, - and single _ such as data_scientists",
        lambda value: _whole(NAME, value),
    ),
]
ServerName = Annotated[
    str,
    TextExpectation(
        "a name of lower-case letters, digits, - and single _ such as auth0",
        lambda value: _whole(NAME, value),
    ),
]
SettingPath = Annotated[
    str,
    TextExpectation(
        "a server setting in lower case such as services.organization.features.reports, without __ and _ before a dot",
        lambda value: _whole(SETTING, value),
    ),
]
SecretName = Annotated[
    str,
    TextExpectation(
        "the <name> part of a secret key serverSecret-<name>: letters, digits, dots, - and _",
        lambda value: _whole(_LAST, value),
    ),
]
FreeValue = Annotated[Any, BeforeValidator(_free_value), Expectation(_VALUE)]
"""A value that one environment variable can carry; a list becomes a tuple."""
