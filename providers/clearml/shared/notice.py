"""Tells the operator something that is no failure. The plugin has no engine log: stderr lines reach the user."""

import sys


def notice(tenant: str, text: str) -> None:
    """One line in the output of `pulumi up`."""
    progress(f"tenant {tenant}", text)


def progress(what: str, text: str) -> None:
    """The same about something that is no tenant's."""
    print(f"{what}: {text}", file=sys.stderr, flush=True)
