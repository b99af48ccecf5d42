"""Puts what a vendor would hand over as files to where Pulumi.dev.yaml looks for it: billing chart, applications."""

from __future__ import annotations

from sandbox.charts import applications, pack
from sandbox.charts.chart import named
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import step

BILLING = "clearml-billing"


def ensure(layout: Layout) -> None:
    """Write them anew; their bytes, and so their checksums, depend on `sandbox/charts` alone."""
    with step("archives") as current:
        written = [pack.pack(named(BILLING), layout.archives), applications.write(layout.archives)]
        current.result = f"{', '.join(path.name for path in written)} in {layout.archives.relative_to(layout.root)}"
