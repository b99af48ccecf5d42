"""Values of a resource that may have failed, for resources that depend on it.

With `--continue-on-error` the engine skips what depends on a failed resource, but lets its provider check it before
that; a secret without a value is then malformed (engine 3.259), and the refusal ends the run for all other tenants.
"""

from typing import TypeVar

import pulumi
from pulumi import Output

T = TypeVar("T")


def known_or(output: Output[T], otherwise: T) -> Output[T]:
    """The output; `otherwise` at an up that leaves it unknown. Nobody sees that: what has it as an input is skipped."""

    async def value() -> T:
        known = await output.future()
        return otherwise if known is None else known

    async def is_known() -> bool:
        return not pulumi.runtime.is_dry_run() or await output.is_known()

    return Output(output.resources(), value(), is_known(), output.is_secret())
