"""Numbers that are written in a form that YAML does not read as a number, such as "10", 50%, 1/2 and 0,5."""

import re

_FRACTION = re.compile(r"(\d+)\s*/\s*([1-9]\d*)")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_COMMA = re.compile(r"(\d+),(\d+)")
_PROFILE = re.compile(r"\d+g\.\d+gb.*", re.IGNORECASE)
_QUOTED = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
LONGEST = 20


def about_number(value: object) -> str:
    """Return what to write instead of a text, as the end of a sentence; empty if it resembles no number."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > LONGEST:
        return ""
    if _QUOTED.fullmatch(text):
        return f", without quotes: {text}"
    if _PROFILE.fullmatch(text):
        return ", as a part of a card; MIG profiles follow from it, and clearml:gpu.profiles selects others"
    number = _number(text)
    return "" if number is None else f"; write {number:g}"


def _number(text: str) -> float | None:
    if match := _FRACTION.fullmatch(text):
        return int(match[1]) / int(match[2])
    if match := _PERCENT.fullmatch(text):
        return float(match[1].replace(",", ".")) / 100
    match = _COMMA.fullmatch(text)
    return float(f"{match[1]}.{match[2]}") if match else None
