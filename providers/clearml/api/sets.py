"""Lists that mean sets: sorted and without repetition, so that order never makes a change."""

from typing import Annotated

from pydantic import AfterValidator

SortedSet = Annotated[tuple[str, ...], AfterValidator(lambda names: tuple(sorted(set(names))))]
"""Names compared as they are, such as features, tags and groups."""

LowerSet = Annotated[tuple[str, ...], AfterValidator(lambda names: tuple(sorted({name.lower() for name in names})))]
"""Domains and e-mail addresses, compared without case."""
