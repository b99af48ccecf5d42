"""Reads what `pulumi preview --json` prints: steps, diagnostics and the engine's own count of operations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fleet.review.step import PreviewStep, step_of
from providers.clearml.api.redaction import clean


class PreviewUnreadable(Exception):
    """The text is no preview; the message names what to run."""


@dataclass(frozen=True)
class Diagnostic:
    """A message of the engine or the program; severity is `error`, `warning` or `info`."""

    severity: str
    text: str
    urn: str = ""


@dataclass(frozen=True)
class Preview:
    """The steps that a preview proposes, in the engine's order, and what it reported on the way."""

    steps: tuple[PreviewStep, ...]
    diagnostics: tuple[Diagnostic, ...]
    counts: Mapping[str, int]
    """Number of resources by operation as the engine counts them; empty if the preview failed early."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics for which nothing in the report may be relied on."""
        return tuple(each for each in self.diagnostics if each.severity == "error")


def parse(text: str) -> Preview:
    """Return the preview. Raises PreviewUnreadable for anything else, an event log of the engine included."""
    content = _object(text)
    steps = content.get("steps")
    if not isinstance(steps, list) and "changeSummary" not in content and "diagnostics" not in content:
        raise PreviewUnreadable("the JSON has no steps; expected the output of pulumi preview --json, unchanged")
    preview = Preview(
        tuple(step_of(each) for each in steps or () if isinstance(each, Mapping)),
        tuple(_diagnostic(each) for each in content.get("diagnostics") or () if isinstance(each, Mapping)),
        {str(op): count for op, count in (content.get("changeSummary") or {}).items() if isinstance(count, int)},
    )
    if not preview.errors and not preview.counts:
        raise PreviewUnreadable("the preview ended without a count of its operations: it is not complete; run it again")
    return preview


def _object(text: str) -> Mapping[str, Any]:
    """The JSON object; what is printed before it, such as a warning of the CLI, is ignored."""
    start = text.find("{")
    if start < 0:
        raise PreviewUnreadable("no JSON found; run pulumi preview --json and read what it wrote to standard error")
    try:
        content, end = json.JSONDecoder().raw_decode(text, start)
    except ValueError as error:
        raise PreviewUnreadable(f"the JSON of the preview is cut off or damaged ({error}); run it again") from None
    if text[end:].lstrip().startswith("{"):
        raise PreviewUnreadable(
            "this is the engine's event log, one JSON object per event; "
            "run pulumi preview --json without PULUMI_ENABLE_STREAMING_JSON_PREVIEW"
        )
    return content if isinstance(content, Mapping) else {}


def _diagnostic(entry: Mapping[str, Any]) -> Diagnostic:
    lines = f"{entry.get('prefix') or ''}{entry.get('message') or ''}".splitlines()
    text = " ".join(clean(line.strip()) for line in lines if line.strip())
    return Diagnostic(str(entry.get("severity") or "info"), text, str(entry.get("urn") or ""))
