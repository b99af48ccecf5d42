"""Arithmetic with Kubernetes quantities of CPU and memory.

The quantities have been validated before, by the types in `blueprint.settings.words.quantities`.
"""

import math
import re
from collections.abc import Iterable
from fractions import Fraction

_MILLI = Fraction(1, 1000)
_DECIMAL = {letter: Fraction(1000**power) for power, letter in enumerate("kMGTPE", start=1)}
_BINARY = {f"{letter}i": Fraction(1024**power) for power, letter in enumerate("KMGTPE", start=1)}
_UNITS = {"": Fraction(1), "m": _MILLI, **_DECIMAL, **_BINARY}


def amount(quantity: str) -> Fraction:
    """Return the value of a quantity such as 500m or 256Gi, in cores or bytes."""
    number, unit = re.fullmatch(r"([\d.]+)(\D*)", quantity).groups()  # type: ignore[union-attr]  # checked when read
    return Fraction(number) * _UNITS[unit]


def cpu(parts: Iterable[str]) -> str:
    """Add up quantities of CPU."""
    return cpu_text(sum(map(amount, parts), Fraction(0)))


def cpu_text(cores: Fraction) -> str:
    """Format CPU as whole cores, or as thousandths of a core (m), rounded up."""
    thousandths = math.ceil(cores / _MILLI)
    return f"{thousandths}m" if thousandths % 1000 else str(thousandths // 1000)


def memory(parts: Iterable[str]) -> str:
    """Add up quantities of memory."""
    return memory_text(sum(map(amount, parts), Fraction(0)))


def memory_text(size: Fraction) -> str:
    """Format bytes, rounded up, in the largest binary unit that gives a whole number."""
    whole = math.ceil(size)
    for unit in ("Ti", "Gi", "Mi", "Ki"):
        if whole and whole % _UNITS[unit] == 0:
            return f"{whole // int(_UNITS[unit])}{unit}"
    return str(whole)
