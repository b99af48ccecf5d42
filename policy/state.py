"""Reads the state before the run, which a policy pack is not given: by `pulumi stack export`, secrets encrypted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from policy.rules.resource import Resources, StackResource

SECONDS = 120
IDENTIFIER = "clusterIdentifier"


class PriorStateUnavailable(Exception):
    """The state before the run could not be read; the message has the cause."""


def read_state(environ: Mapping[str, str] = os.environ) -> Resources:
    """Return the resources of the stack that is previewed, none if it is new. Raises PriorStateUnavailable."""
    program = shutil.which("pulumi", path=environ.get("PATH"))
    names = [environ.get(f"PULUMI_{part}", "") for part in ("ORGANIZATION", "PROJECT", "STACK")]
    if program is None or not all(names[1:]):
        missing = "no pulumi on PATH" if program is None else "the engine has not named project and stack"
        raise PriorStateUnavailable(missing)
    command = [
        program,
        "stack",
        "export",
        "--non-interactive",
        "--stack",
        "/".join((names[0] or "organization", *names[1:])),
    ]
    try:
        done = subprocess.run(command, env=dict(environ), capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PriorStateUnavailable(f"pulumi stack export: {error}") from None
    if done.returncode != 0:
        raise PriorStateUnavailable(f"pulumi stack export: {(done.stderr.strip().splitlines() or ['no output'])[-1]}")
    return parse_state(done.stdout)


def parse_state(text: str) -> Resources:
    """Return the resources of an exported state, without those that wait for their deletion."""
    try:
        rows = (json.loads(text).get("deployment") or {}).get("resources") or []
    except (ValueError, AttributeError):
        raise PriorStateUnavailable("pulumi stack export printed no JSON") from None
    clusters = {row["urn"]: (row.get("inputs") or {}).get(IDENTIFIER) for row in rows}
    return tuple(_resource(row, clusters) for row in rows if not row.get("delete"))


def _resource(row: Mapping[str, Any], clusters: Mapping[str, object]) -> StackResource:
    provider = str(row.get("provider") or "").rpartition("::")[0]
    return StackResource(
        urn=row["urn"],
        properties=row.get("inputs") or {},
        protect=bool(row.get("protect")),
        aliases=frozenset(),
        cluster=clusters.get(provider),
        id=str(row.get("id") or ""),
    )
