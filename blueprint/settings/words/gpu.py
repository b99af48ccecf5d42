"""Value types of the GPU settings: card, fraction, MIG profile."""

import re
from typing import Annotated

from blueprint.catalog.gpu import CARDS, PROFILE
from blueprint.settings.checking.expect import TextExpectation


def fraction_text(fraction: float) -> str:
    """Format a fraction as a key: 1, 0.5, 0.125."""
    return f"{fraction:g}"


def _fraction(value: str) -> str | None:
    number = float(value) if re.fullmatch(r"[01](?:\.\d{1,4})?", value) else 0.0
    return fraction_text(number) if 0 < number <= 1 else None


CardName = Annotated[
    str,
    TextExpectation(f"a card from the catalog: {', '.join(CARDS)}", lambda value: value if value in CARDS else None),
]
FractionText = Annotated[str, TextExpectation('a fraction in quotes such as "0.25"', _fraction)]
ProfileName = Annotated[
    str,
    TextExpectation(
        "a MIG profile such as 3g.20gb, as `nvidia-smi mig -lgip` prints it",
        lambda value: value if re.fullmatch(PROFILE, value) else None,
    ),
]
