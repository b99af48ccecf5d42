"""Owns the words of labels and annotations: their names, their values, mappings of both.

Kubernetes refuses others only when a pod is made, so at the first task (API conventions, "Labels and Selectors"). It
must not know which labels there are.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, TextExpectation, mismatch
from blueprint.settings.words.kubernetes import LABEL

_NAME = rf"(?:(?=.{{1,253}}/){LABEL}(?:\.{LABEL})*/)?[A-Za-z0-9](?:[\w.-]{{0,61}}[A-Za-z0-9])?"
_VALUE = r"(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?"
_TEXTS = "a mapping of texts; numbers and true/false in quotes"
_KEY = "a label's name such as clear.ml/resource-usage"
_LABEL_VALUE = "a label's value: at most 63 letters, digits, - _ and dots, none of the marks first or last"


def parse_key(value: str) -> str | None:
    """Return a label's name as it is; None for what Kubernetes refuses as one."""
    return value if re.fullmatch(_NAME, value, re.ASCII) else None


def parse_value(value: str) -> str | None:
    """Return a label's value as it is, the empty one too; None for what Kubernetes refuses as one."""
    return value if re.fullmatch(_VALUE, value, re.ASCII) else None


def _labels(data: object) -> object:
    texts = _texts(data, lambda key: parse_key(key) is not None)
    for key, value in texts.items():
        if parse_value(value) is None:
            raise mismatch(_LABEL_VALUE, found="no such value", at=(key,))
    return texts


def _annotations(data: object) -> object:
    """Any text is a value, and capitals in a name's prefix are no mistake."""
    return _texts(data, lambda key: parse_key(key.lower()) is not None)


def _texts(data: object, names: Callable[[str], bool]) -> dict[str, str]:
    if data is None:
        return {}
    if not isinstance(data, Mapping) or not all(isinstance(part, str) for pair in data.items() for part in pair):
        raise mismatch(_TEXTS)
    for key in data:
        if not names(key):
            raise mismatch(_KEY, found="no such name", at=(key,))
    return dict(sorted(data.items()))


LabelKey = Annotated[str, TextExpectation(_KEY, parse_key)]
LabelValue = Annotated[str, TextExpectation(_LABEL_VALUE, parse_value)]
Labels = Annotated[Mapping[str, str], BeforeValidator(_labels), Expectation(_TEXTS)]
"""Labels, or a node selector."""
Annotations = Annotated[Mapping[str, str], BeforeValidator(_annotations), Expectation(_TEXTS)]
