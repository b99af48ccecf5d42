"""Value types of labels and annotations: keys, values, mappings of both.

Checked here because Kubernetes rejects an invalid label only when a pod is created, which is at the first task (API
conventions, "Labels and Selectors").
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, TextExpectation, mismatch
from blueprint.settings.checking.problems import shown
from blueprint.settings.words.kubernetes import LABEL

_NAME = rf"(?:(?=.{{1,253}}/){LABEL}(?:\.{LABEL})*/)?[A-Za-z0-9](?:[\w.-]{{0,61}}[A-Za-z0-9])?"
_VALUE = r"(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?"
_TEXTS = "a mapping of strings; numbers and true/false in quotes"
_KEY = "a label key such as clear.ml/resource-usage"
_LABEL_VALUE = "a label value: at most 63 letters, digits, -, _ and dots, starting and ending with a letter or digit"


def parse_key(value: str) -> str | None:
    """Return a label key unchanged; None if Kubernetes would reject it."""
    return value if re.fullmatch(_NAME, value, re.ASCII) else None


def parse_value(value: str) -> str | None:
    """Return a label value unchanged, even if empty; None if Kubernetes would reject it."""
    return value if re.fullmatch(_VALUE, value, re.ASCII) else None


def _labels(data: object) -> object:
    texts = _texts(data, lambda key: parse_key(key) is not None)
    for key, value in texts.items():
        if parse_value(value) is None:
            raise mismatch(_LABEL_VALUE, found="an invalid label value", at=(key,))
    return texts


def _annotations(data: object) -> object:
    """Annotations may have any string as value, and capitals in a key's prefix."""
    return _texts(data, lambda key: parse_key(key.lower()) is not None)


def _texts(data: object, names: Callable[[str], bool]) -> dict[str, str]:
    if data is None:
        return {}
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise mismatch(_TEXTS)
    for key, value in data.items():
        if not isinstance(value, str):
            raise mismatch(_text(value), found=shown(value, ""), at=(key,))
    for key in data:
        if not names(key):
            raise mismatch(_KEY, found="an invalid label key", at=(key,))
    return dict(sorted(data.items()))


def _text(value: object) -> str:
    """What is expected in place of a value that is no string."""
    if isinstance(value, bool | int | float):
        return f'a string: "{json.dumps(value)}", in quotes'
    return "a string"


LabelKey = Annotated[str, TextExpectation(_KEY, parse_key)]
LabelValue = Annotated[str, TextExpectation(_LABEL_VALUE, parse_value)]
Labels = Annotated[Mapping[str, str], BeforeValidator(_labels), Expectation(_TEXTS)]
"""Labels or a node selector."""
Annotations = Annotated[Mapping[str, str], BeforeValidator(_annotations), Expectation(_TEXTS)]
