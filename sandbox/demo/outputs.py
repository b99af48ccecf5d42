"""Reads the outputs of the demo's stack from the engine, as far as they are shown."""

from __future__ import annotations

import os
import subprocess
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sandbox.toolchain import environment
from sandbox.toolchain.diagnosis import last_line
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError

Shape = TypeVar("Shape")


class TenantOutput(BaseModel):
    """The exports of one tenant."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    admin_email: str = Field(alias="adminEmail")
    queues: dict[str, str]
    namespace: str = ""
    """Empty if the stack makes no workers."""
    gateway_url: str = Field(default="", alias="gatewayUrl")
    """Empty for a tenant without a gateway."""


class GpuOutput(BaseModel):
    """Nodes with their cards, and the resource that a pod requests on each card: fraction → resource."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    nodes: dict[str, str] = Field(default_factory=dict)
    profiles: dict[str, dict[str, str | None]] = Field(default_factory=dict)


class PlatformOutput(BaseModel):
    """The exports of the platform."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    app_url: str = Field(default="", alias="appUrl")
    namespaces: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    gpu: GpuOutput = GpuOutput()


def tenants(layout: Layout, stack: str) -> dict[str, TenantOutput]:
    """Return slug → tenant; SetupError if the stack has no readable output."""
    return _output(layout, stack, "tenants", TypeAdapter(dict[str, TenantOutput]))


def platform(layout: Layout, stack: str) -> PlatformOutput:
    """Return the platform; SetupError if the stack has no readable output."""
    return _output(layout, stack, "platform", TypeAdapter(PlatformOutput))


def _output(layout: Layout, stack: str, name: str, shape: TypeAdapter[Shape]) -> Shape:
    variables = environment.variables(layout, environment.require_setup(layout), os.environ)
    argv = [environment.pulumi(variables), "stack", "output", name, "--json", "--stack", stack]
    answer = subprocess.run(  # noqa: S603 - the sandbox's engine
        argv, cwd=layout.root, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        raise SetupError(f"stack {stack} has no {name} to show: {last_line(answer.stderr)}")
    try:
        return shape.validate_json(answer.stdout)
    except ValidationError as error:
        raise SetupError(f"the stack's output `{name}` has another shape than expected: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return ": ".join([*([".".join(str(part) for part in first["loc"])] if first["loc"] else []), first["msg"]])
