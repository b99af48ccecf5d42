"""Decides which Pulumi engine serves: the official one on PATH, else the vendor's release, else one built here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum

from sandbox.toolchain import gobuild, official, plugins, stamp, vendor
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import Step, step
from sandbox.toolchain.tools import PULUMI, needed_by


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
        """The vendor's CLI downloads plugins as it needs them; one built here stands where it could not."""
        return self.source is not Source.GO_MODULES


def ensure(layout: Layout) -> Engine:
    """Leave a working engine and record which one it is."""
    with step("engine") as current:
        chosen = _ready_made(layout, current)
        current.result = _describe(chosen, layout)
    if chosen.fetches_plugins:
        plugins.remove(layout)
    else:
        vendor.remove(layout)
        plugins.ensure(layout)
        for tool in needed_by("engine"):
            gobuild.ensure(tool, layout)
    stamp.write(layout.engine_record, json.dumps(asdict(chosen)))
    return chosen


def recorded(layout: Layout) -> Engine | None:
    """Return the engine of the last completed set-up, or None if there was none."""
    try:
        record = json.loads(layout.engine_record.read_text())
        return Engine(Source(record["source"]), record["version"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _ready_made(layout: Layout, current: Step) -> Engine:
    found = official.find(layout, os.environ.get("PATH", ""))
    if found is not None and not found.fault:
        _empty_bin(layout)
        return Engine(Source.OFFICIAL, found.version)
    if found is not None:
        current.say(f"{found.pulumi} {found.version} is not used: it {found.fault}")
    if vendor.is_installed(layout, PULUMI.version):
        return Engine(Source.VENDOR, PULUMI.version)
    if not all(gobuild.is_current(tool, layout) for tool in needed_by("engine")):
        try:
            vendor.install(layout, PULUMI.version, current)
        except vendor.UnreachableError as error:
            current.say(f"the vendor's release is out of reach ({error})")
        else:
            return Engine(Source.VENDOR, PULUMI.version)
    return Engine(Source.GO_MODULES, PULUMI.version)


def _empty_bin(layout: Layout) -> None:
    # Whatever stands in bin would hide the official programs, for bin is before them on PATH.
    vendor.remove(layout)
    for tool in needed_by("engine"):
        gobuild.remove(tool, layout)


def _describe(chosen: Engine, layout: Layout) -> str:
    match chosen.source:
        case Source.OFFICIAL:
            return f"pulumi {chosen.version}, the official one on PATH"
        case Source.VENDOR:
            return f"pulumi {chosen.version}, the vendor's release in {layout.bin.relative_to(layout.root)}"
        case Source.GO_MODULES:
            return f"pulumi {chosen.version}, from Go modules"
