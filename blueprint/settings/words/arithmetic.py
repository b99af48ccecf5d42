"""Owns arithmetic on the quantities in which Kubernetes counts CPU and memory.

Whether a text is a quantity is checked where it is read (`blueprint.settings.tenant.quota`).
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
    """Return what a quantity such as 500m or 256Gi stands for, in cores or bytes."""
    number, unit = re.fullmatch(r"([\d.]+)(\D*)", quantity).groups()  # type: ignore[union-attr]  # checked when read
    return Fraction(number) * _UNITS[unit]


def cpu(parts: Iterable[str]) -> str:
    """Add up CPU."""
    return cpu_text(sum(map(amount, parts), Fraction(0)))


def cpu_text(cores: Fraction) -> str:
    """Write CPU; a whole number of cores, or thousandths of one, rounded up."""
    thousandths = math.ceil(cores / _MILLI)
    return f"{thousandths}m" if thousandths % 1000 else str(thousandths // 1000)


def memory(parts: Iterable[str]) -> str:
    """Add up memory."""
    return memory_text(sum(map(amount, parts), Fraction(0)))


def memory_text(size: Fraction) -> str:
    """Write bytes in the largest binary unit that gives a whole number; rounded up to bytes."""
    whole = math.ceil(size)
    for unit in ("Ti", "Gi", "Mi", "Ki"):
        if whole and whole % _UNITS[unit] == 0:
            return f"{whole // int(_UNITS[unit])}{unit}"
    return str(whole)
