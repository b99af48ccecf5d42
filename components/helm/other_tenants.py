"""Postpones the error of one tenant's release until the other tenants are complete.

The engine starts no further step after the first error, unless it runs with `--continue-on-error`.
"""

import asyncio
import time
from collections.abc import Iterable
from typing import Final

from pulumi import ErrorHook, Resource, ResourceHookBinding
from pulumi.resource_hooks import ErrorHookArgs

PATIENCE_SECONDS: Final = 120
"""How long a failed release waits if no other tenant gets complete. The engine limits how many steps run at once, so
several failed releases could otherwise wait for a step that never starts."""
POLL_SECONDS: Final = 0.5


class OtherTenants:
    """The tenants that this run has not completed. `hooks` belong to each release of a tenant."""

    hooks: ResourceHookBinding

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self.hooks = ResourceHookBinding(on_error=[ErrorHook("tenants/after-the-others", self._postpone)])

    def follow(self, slug: str, ends: Iterable[Resource]) -> None:
        """Have failed releases wait for a tenant; `ends` are its leaf resources."""
        self._open.add(slug)
        self._tasks.append(asyncio.ensure_future(self._complete(slug, list(ends))))

    async def _complete(self, slug: str, ends: list[Resource]) -> None:
        await asyncio.gather(*(end.urn.future() for end in ends), return_exceptions=True)
        self._open.discard(slug)

    async def _postpone(self, args: ErrorHookArgs) -> bool:
        """Wait for the others; the release is not tried again."""
        self._open.discard(args.name.partition("/")[0])
        left, deadline = len(self._open), time.monotonic() + PATIENCE_SECONDS
        while self._open and time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
            if len(self._open) < left:
                left, deadline = len(self._open), time.monotonic() + PATIENCE_SECONDS
        return False
