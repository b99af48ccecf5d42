"""Prints messages that are not errors. The plugin has no engine log, but the engine shows each line of its stderr."""

import sys


def notice(tenant: str, text: str) -> None:
    """Print one line about a tenant in the output of `pulumi up`."""
    progress(f"tenant {tenant}", text)


def progress(what: str, text: str) -> None:
    """Print one line about something outside the tenants, such as the server."""
    print(f"{what}: {text}", file=sys.stderr, flush=True)
