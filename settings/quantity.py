"""Owns arithmetic on the quantities in which Kubernetes counts CPU and memory.

Whether a text is a quantity is checked where it is read (`settings.worker_quota`).
"""

import math
import re
from collections.abc import Iterable
from fractions import Fraction

_MILLI = Fraction(1, 1000)
_UNITS = {"": Fraction(1), "m": _MILLI} | {
    f"{letter}{binary}": Fraction((1024 if binary else 1000) ** power)
    for power, letters in enumerate(("k", "M", "G", "T", "P", "E"), start=1)
    for letter in {letters, letters.upper() if letters == "k" else letters}
    for binary in ("", "i")
}


def amount(quantity: str) -> Fraction:
    """Return what a quantity such as 500m or 256Gi stands for, in cores or bytes."""
    number, unit = re.fullmatch(r"([\d.]+)(\D*)", quantity).groups()  # type: ignore[union-attr]  # checked when read
    return Fraction(number) * _UNITS[unit]


def cpu(parts: Iterable[str]) -> str:
    """Add up CPU; a whole number of cores, or thousandths of one, rounded up."""
    thousandths = math.ceil(sum(map(amount, parts)) / _MILLI)
    return f"{thousandths}m" if thousandths % 1000 else str(thousandths // 1000)


def memory(parts: Iterable[str]) -> str:
    """Add up memory, in the largest binary unit that gives a whole number; rounded up to bytes."""
    size = math.ceil(sum(map(amount, parts)))
    for unit in ("Ti", "Gi", "Mi", "Ki"):
        if size and size % _UNITS[unit] == 0:
            return f"{size // int(_UNITS[unit])}{unit}"
    return str(size)
