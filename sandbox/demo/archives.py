"""Writes stand-ins for the files that the vendor delivers: the billing chart and the applications."""

from __future__ import annotations

from sandbox.charts import applications, pack
from sandbox.charts.chart import named
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import step

BILLING = "clearml-billing"


def ensure(layout: Layout) -> None:
    """Write them where Pulumi.dev.yaml looks; their bytes and checksums depend on `sandbox/charts` alone."""
    with step("archives") as current:
        written = [pack.pack(named(BILLING), layout.archives), applications.write(layout.archives)]
        current.result = f"{', '.join(path.name for path in written)} in {layout.archives.relative_to(layout.root)}"
