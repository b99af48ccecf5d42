"""Compares lines of problems by path and key words; `tests/blueprint/messages` holds the whole messages."""


def matches(line: str, pattern: str) -> bool:
    """Whether a line is about the pattern's path and contains its words: `file: path | word | word`."""
    place, *words = pattern.split(" | ")
    path, found, message = line.partition(": found ")
    return bool(found) and path == place and all(word in message for word in words)
