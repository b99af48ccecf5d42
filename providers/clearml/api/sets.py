"""Types for lists that are compared as sets: sorted and without duplicates, so that order never causes a diff."""

from typing import Annotated

from pydantic import AfterValidator

SortedSet = Annotated[tuple[str, ...], AfterValidator(lambda names: tuple(sorted(set(names))))]
"""Names compared with letter case, such as features, tags and groups."""

LowerSet = Annotated[tuple[str, ...], AfterValidator(lambda names: tuple(sorted({name.lower() for name in names})))]
"""Names compared without letter case, such as domains and e-mail addresses."""
