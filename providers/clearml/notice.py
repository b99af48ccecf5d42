"""Tells the operator something that is no failure. The plugin has no engine log: stderr lines reach the user."""

import sys


def notice(tenant: str, text: str) -> None:
    """One line in the output of `pulumi up`."""
    print(f"tenant {tenant}: {text}", file=sys.stderr, flush=True)
