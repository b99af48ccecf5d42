"""Decides which programs have to be built for a part of the demo, and names what would make that unnecessary."""

from __future__ import annotations

import os

from sandbox.kubernetes.own import named
from sandbox.toolchain import gofiles
from sandbox.toolchain.engine import Engine
from sandbox.toolchain.gotool import GoTool
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.part import Part
from sandbox.toolchain.tools import CLUSTER, engine_tools

SMALLER = "make demo PART=accounts, three tenants' accounts without a cluster"


def missing(chosen: Engine, part: Part, layout: Layout) -> tuple[GoTool, ...]:
    """Return what is needed and not current, in the order in which it is built.

    Raises SetupError if CLEARML_KUBECONFIG is set without a file or a context.
    """
    engine = () if chosen.fetches_plugins else engine_tools(kubernetes=part.has_cluster)
    cluster = CLUSTER if part.has_cluster and named(os.environ) is None else ()
    return tuple(tool for tool in (*engine, *cluster) if not gofiles.is_current(tool, layout))


def ways_out(tools: tuple[GoTool, ...], part: Part) -> tuple[str, ...]:
    """Return what the user can do to have fewer of these programs built, each way once."""
    ways = dict.fromkeys(tool.instead for tool in tools)
    return (*ways, *((SMALLER,) if part is Part.ALL and ways else ()))
