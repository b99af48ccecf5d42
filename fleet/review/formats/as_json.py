"""The report as JSON, with everything that the other formats show and the engine's own names."""

from __future__ import annotations

import json
from dataclasses import asdict

from fleet.review.report import Report


def as_json(report: Report) -> str:
    """Return an object with the fields of `Report`, and `exitCode` and `dangers`."""
    content = asdict(report) | {"dangers": list(report.dangers), "exitCode": report.exit_code}
    return json.dumps(content, indent=2, ensure_ascii=False)
