"""The plugin as the engine starts it: `python -m pulumi.dynamic` in the project's folder, driven over gRPC."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import proto
from pulumi.runtime.proto import provider_pb2_grpc

ROOT = Path(__file__).parents[2]


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """A protobuf struct of plain values."""
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def plain(values: struct_pb2.Struct) -> dict[str, Any]:
    """Plain values of a protobuf struct."""
    return dict(json_format.MessageToDict(values))


class Plugin:
    """A running plugin process, configured once."""

    def __init__(self, port: int, inputs: Mapping[str, str]) -> None:
        self.stub = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))  # type: ignore[no-untyped-call]  # generated code
        self.stub.Configure(proto.ConfigureRequest(args=struct(inputs)))

    def check(self, provider: ResourceProvider, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        return self.stub.Check(proto.CheckRequest(olds=_tagged(provider, olds), news=_tagged(provider, news)))

    def diff(self, provider: ResourceProvider, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        return self.stub.Diff(proto.DiffRequest(id=id_, olds=_tagged(provider, olds), news=_tagged(provider, news)))

    def create(self, provider: ResourceProvider, props: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self.stub.Create(proto.CreateRequest(properties=_tagged(provider, props)))
        return answer.id, plain(answer.properties)

    def read(self, provider: ResourceProvider, id_: str, props: Mapping[str, Any]) -> Any:
        return self.stub.Read(proto.ReadRequest(id=id_, properties=_tagged(provider, props)))

    def delete(self, provider: ResourceProvider, id_: str, props: Mapping[str, Any]) -> None:
        self.stub.Delete(proto.DeleteRequest(id=id_, properties=_tagged(provider, props)))


def _tagged(provider: ResourceProvider, props: Mapping[str, Any]) -> struct_pb2.Struct:
    return struct({**props, "__provider": serialize_provider(provider)})


@contextmanager
def plugin(inputs: Mapping[str, str], environ: Mapping[str, str]) -> Iterator[Plugin]:
    """Start a plugin process, configure it with a provider instance's inputs, stop it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic"], cwd=ROOT, env=dict(environ), stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield Plugin(int(process.stdout.readline()), inputs)
    finally:
        process.kill()
        process.communicate()
