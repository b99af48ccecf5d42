"""Runs the plugin as the engine does: `python -m pulumi.dynamic` in the project's folder, called over gRPC."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # has no types
from google.protobuf import json_format, struct_pb2  # type: ignore[import-untyped]  # has no types
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import proto
from pulumi.runtime.proto import provider_pb2_grpc

ROOT = Path(__file__).parents[2]
SECONDS = 60
"""Time limit of one request, in seconds."""


class PluginError(Exception):
    """The error that the engine shows for a failed request."""


def struct(values: Mapping[str, Any]) -> Any:
    """A protobuf struct of plain values."""
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def plain(values: Any) -> dict[str, Any]:
    """Plain values of a protobuf struct; every number is a float."""
    return dict(json_format.MessageToDict(values))


class Plugin:
    """A running plugin process, configured with a provider instance's inputs. Raises PluginError."""

    def __init__(self, channel: Any, inputs: Mapping[str, str]) -> None:
        self._stub = provider_pb2_grpc.ResourceProviderStub(channel)
        self._ask("Configure", proto.ConfigureRequest(args=struct(inputs)))

    def check(
        self, provider: ResourceProvider, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """The checked inputs, and per invalid property the reason."""
        answer = self._ask("Check", proto.CheckRequest(olds=_tagged(provider, olds), news=_tagged(provider, news)))
        return _untagged(answer.inputs), {failure.property: failure.reason for failure in answer.failures}

    def diff(
        self, provider: ResourceProvider, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> tuple[bool, list[str]]:
        """Whether there is a change, and the properties that would replace the resource."""
        request = proto.DiffRequest(id=id_, olds=_tagged(provider, olds), news=_tagged(provider, news))
        answer = self._ask("Diff", request)
        return answer.changes == proto.DiffResponse.DIFF_SOME, list(answer.replaces)

    def create(self, provider: ResourceProvider, props: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Id and outputs."""
        answer = self._ask("Create", proto.CreateRequest(properties=_tagged(provider, props)))
        return answer.id, _untagged(answer.properties)

    def read(
        self, provider: ResourceProvider, id_: str, props: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Id (empty when gone), outputs and inputs."""
        answer = self._ask("Read", proto.ReadRequest(id=id_, properties=_tagged(provider, props)))
        return answer.id, _untagged(answer.properties), _untagged(answer.inputs)

    def update(
        self, provider: ResourceProvider, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Outputs."""
        request = proto.UpdateRequest(id=id_, olds=_tagged(provider, olds), news=_tagged(provider, news))
        return _untagged(self._ask("Update", request).properties)

    def delete(self, provider: ResourceProvider, id_: str, props: Mapping[str, Any]) -> None:
        self._ask("Delete", proto.DeleteRequest(id=id_, properties=_tagged(provider, props)))

    def _ask(self, verb: str, request: Any) -> Any:
        try:
            return getattr(self._stub, verb)(request, timeout=SECONDS)
        except grpc.RpcError as error:
            raise PluginError(error.details()) from None


def _tagged(provider: ResourceProvider, props: Mapping[str, Any]) -> Any:
    return struct({**props, "__provider": serialize_provider(provider)})


def _untagged(values: Any) -> dict[str, Any]:
    return {name: value for name, value in plain(values).items() if name != "__provider"}


@contextmanager
def plugin(inputs: Mapping[str, str], **environ: str) -> Iterator[Plugin]:
    """Start a plugin process and configure it; stop it afterwards. `environ` overrides the caller's environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLEARML_")}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic"], cwd=ROOT, env=inherited | environ, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Plugin(channel, inputs)
    finally:
        process.kill()
        process.communicate()
