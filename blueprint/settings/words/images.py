"""Value types of container images: reference, repository, tag.

Checked here because a node rejects an invalid image only when it starts a pod.
"""

import re
from typing import Annotated

from blueprint.settings.checking.expect import TextExpectation

_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?"
_DIGEST = r"(?:@sha256:[0-9a-f]{64})?"
_TAG = r"\w[\w.-]{0,127}"
_REPOSITORY = rf"(?:{_HOST}/)?{_PART}(?:/{_PART})*"


def _whole(pattern: str, value: str) -> str | None:
    word = value.strip()
    return word if re.fullmatch(pattern, word, re.ASCII) else None


def _source(value: str) -> str | None:
    """Refuse a word alone: it may be a repository or an organisation of Docker Hub."""
    known = re.fullmatch(rf"{_HOST}|{_REPOSITORY}", value, re.ASCII)
    return value if known and re.search(r"[./:]|^localhost$", value) else None


Image = Annotated[
    str,
    TextExpectation(
        "an image such as python:3.11 or registry.example:5000/team/image:1.0, without options",
        lambda value: _whole(rf"{_REPOSITORY}(?::{_TAG})?{_DIGEST}", value),
    ),
]
ImageRepository = Annotated[
    str,
    TextExpectation(
        "an image without its tag such as docker.io/bitnamilegacy/redis", lambda value: _whole(_REPOSITORY, value)
    ),
]
ImageSource = Annotated[
    str,
    TextExpectation(
        "a registry or repository such as registry.example:5000 or docker.io/clearml, without a tag",
        lambda value: _source(value.strip()),
    ),
]
ImageTag = Annotated[
    str, TextExpectation("an image tag such as 1.31-2.0.10-419", lambda value: _whole(rf"{_TAG}{_DIGEST}", value))
]
