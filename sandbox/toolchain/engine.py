"""Decides which Pulumi engine to use: the official one on PATH, else the vendor's release, else one built here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum

from sandbox.toolchain import gofiles, official, plugins, stamp, vendor
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import Step, step
from sandbox.toolchain.tools import PULUMI, engine_tools


class Source(StrEnum):
    """Where an engine comes from."""

    OFFICIAL = "official"
    VENDOR = "vendor"
    GO_MODULES = "go-modules"


@dataclass(frozen=True)
class Engine:
    """The engine in use."""

    source: Source
    version: str

    @property
    def fetches_plugins(self) -> bool:
        """Whether it downloads its plugins: the vendor's CLI does, one that was built here has no access to them."""
        return self.source is not Source.GO_MODULES


def choose(layout: Layout) -> Engine:
    """Return the engine to use, installed unless it is one to build, with nothing left that would hide it."""
    with step("engine") as current:
        chosen = _ready_made(layout, current)
        current.result = _describe(chosen, layout)
    if chosen.fetches_plugins:
        plugins.remove(layout)
    else:
        vendor.remove(layout)
    return chosen


def record(layout: Layout, chosen: Engine) -> None:
    """Store which engine a completed set-up uses."""
    stamp.write(layout.engine_record, json.dumps(asdict(chosen)))


def recorded(layout: Layout) -> Engine | None:
    """Return the engine of the last completed set-up, or None if there was none."""
    try:
        stored = json.loads(layout.engine_record.read_text())
        return Engine(Source(stored["source"]), stored["version"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _ready_made(layout: Layout, current: Step) -> Engine:
    cli = official.find(layout, os.environ.get("PATH", ""))
    if cli is not None and not cli.fault:
        _empty_bin(layout)
        return Engine(Source.OFFICIAL, cli.version)
    if cli is not None:
        current.report(f"{cli.pulumi} {cli.version} is not used: it {cli.fault}")
    if vendor.is_installed(layout, PULUMI.version):
        return Engine(Source.VENDOR, PULUMI.version)
    if not all(gofiles.is_current(tool, layout) for tool in engine_tools(kubernetes=False)):
        try:
            vendor.install(layout, PULUMI.version, current)
        except vendor.UnreachableError as error:
            current.report(f"the vendor's release cannot be downloaded ({error})")
        else:
            return Engine(Source.VENDOR, PULUMI.version)
    return Engine(Source.GO_MODULES, PULUMI.version)


def _empty_bin(layout: Layout) -> None:
    # Any engine in bin would hide the official programs, because bin is before them on PATH.
    vendor.remove(layout)
    for tool in engine_tools(kubernetes=False):
        gofiles.remove(tool, layout)


def _describe(chosen: Engine, layout: Layout) -> str:
    match chosen.source:
        case Source.OFFICIAL:
            return f"pulumi {chosen.version}, the official one on PATH"
        case Source.VENDOR:
            return f"pulumi {chosen.version}, the vendor's release in {layout.bin.relative_to(layout.root)}"
        case Source.GO_MODULES:
            return f"pulumi {chosen.version} from Go modules: no official one is on PATH"
