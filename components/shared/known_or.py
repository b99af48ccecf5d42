"""Gives an output of a resource that may have failed a valid placeholder.

With `--continue-on-error` the engine skips the dependents of a failed resource, but their providers check the inputs
first. A secret input without a value is malformed then (engine 3.259), which ends the run for all other tenants.
"""

from typing import TypeVar

import pulumi
from pulumi import Output

T = TypeVar("T")


def known_or(output: Output[T], otherwise: T) -> Output[T]:
    """Return `output`; during `pulumi up`, its value is `otherwise` if it is unknown because its resource failed.

    The placeholder is never deployed: the engine skips every resource that has it as an input. At preview the output
    stays unknown.
    """

    async def value() -> T:
        result = await output.future()
        return otherwise if result is None else result

    async def is_known() -> bool:
        return not pulumi.runtime.is_dry_run() or await output.is_known()

    return Output(output.resources(), value(), is_known(), output.is_secret())
