"""Reads a stack's state by `pulumi stack export`, with secrets in memory only: connection and ClearML resources."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from providers.clearml.api.redaction import clean

PROVIDER = "pulumi:providers:pulumi-python"
NOUN = "pulumi-python:dynamic/clearml:"
"""Prefix of the types of all resources on the ClearML server."""
SECONDS = 300
_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the key by which Pulumi marks any secret
Resource = Mapping[str, Any]


class StateUnavailable(Exception):
    """The state of a stack could not be read; the message says what to do."""


class StackState:
    """The resources of a stack, with secrets in plain text. Never printed."""

    def __init__(self, resources: list[Resource]) -> None:
        self._resources = [resource for resource in resources if not resource.get("delete")]

    @property
    def connection(self) -> Mapping[str, object]:
        """Inputs of the provider for the ClearML server; empty if the stack has none yet."""
        providers = [one for one in self._resources if one["type"] == PROVIDER and one["urn"].endswith("::clearml")]
        return next((one.get("inputs", {}) for one in providers), {})

    def nouns(self, kind: str) -> Iterator[tuple[str, Resource]]:
        """Id and outputs of all resources of a kind such as `Credentials`."""
        for resource in self._resources:
            if resource["type"] == f"{NOUN}{kind}":
                yield resource.get("id", ""), resource.get("outputs", {})


def read_state(stack: str, root: Path = Path()) -> StackState:
    """Export the state of a stack. Raises StateUnavailable without Pulumi, stack or passphrase."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise StateUnavailable("pulumi is not on PATH, and the key pairs of a stack are in its state; install it")
    command = [pulumi, "stack", "export", "--show-secrets", "--non-interactive", "--stack", stack]
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            command, cwd=root, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise StateUnavailable(f"pulumi stack export failed: {type(error).__name__}; run it yourself") from None
    if done.returncode != 0:
        raise StateUnavailable(f"pulumi stack export failed: {clean(last_line(done.stderr))}")
    return StackState([_plain(one) for one in json.loads(done.stdout)["deployment"].get("resources", ())])


def last_line(text: str) -> str:
    """Return the last line that a program printed."""
    return next(reversed(text.strip().splitlines()), "no message")


def _plain(value: Any) -> Any:
    """The value without the wrappers of secrets."""
    if isinstance(value, Mapping):
        if _SECRET in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else None
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
