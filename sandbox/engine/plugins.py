"""Brings the resource plugins where the engine is one built here, which cannot download any.

They go to the sandbox's own PULUMI_HOME, not to PATH: found there, a plugin serves any version of its SDK, with two
warnings in every run. Another PULUMI_HOME is served by a symbolic link from its `plugins` to this one's.
"""

from __future__ import annotations

from sandbox.engine import gobuild
from sandbox.engine.layout import Layout
from sandbox.engine.tools import needed_by


def ensure(layout: Layout) -> None:
    """Leave every plugin that the program needs."""
    for tool in needed_by("plugins"):
        gobuild.ensure(tool, layout)


def remove(layout: Layout) -> None:
    """Take away what was built here, so that the vendor's CLI downloads the vendor's plugins."""
    for tool in needed_by("plugins"):
        gobuild.remove(tool, layout)
