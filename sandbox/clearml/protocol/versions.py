"""The grammar of the request path, and the endpoint version in it."""

import re
from dataclasses import dataclass
from functools import cached_property

from sandbox.clearml.protocol import errors

_PATH = re.compile(r"^/?(v(?P<version>\d+\.?\d+)/)?(?P<name>[a-zA-Z_]\w+\.[a-zA-Z_]\w+)/?$")


@dataclass(frozen=True)
class Version:
    """A partial version such as `2.34` or `99`, compared number by number."""

    text: str

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.text.split("."))

    def older_than(self, other: "Version") -> bool:
        return self.numbers < other.numbers

    def written_for(self, requested: "Version") -> str | float:
        """The version in an answer: a JSON number for clients up to 2.0, else a string."""
        return float(self.text) if requested.older_than(_TEXT_SINCE) else self.text


_TEXT_SINCE = Version("2.1")
UNPARSED = Version("1.0")


def parse_path(path: str, newest: Version) -> tuple[str, Version]:
    """Return endpoint name and requested version, by default the server's newest. Raises 400/0 and 400/2."""
    match = _PATH.match(path)
    if match is None:
        raise errors.bad_path(path)
    text = match["version"]
    if text is None:
        return match["name"], newest
    for part, value in zip(("major", "minor"), text.split("."), strict=False):
        if len(value) > 1 and value.startswith("0"):
            raise errors.BAD_VERSION(version=text, reason=f"Invalid leading zero in {part}: {text!r}")
    return match["name"], Version(text)
