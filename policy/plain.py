"""Turns what the SDK hands to policies into plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from policy.rules.resource import UNKNOWN, StackResource
from policy.state import IDENTIFIER

UNKNOWN_TEXTS = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""What the engine writes for values that are known only after the run (sdk/go/common/resource/plugin/rpc.go)."""
TARGET = "__target"
"""Key under which a proxy of the SDK (pulumi_policy/proxy.py) has its content, without refusing unknown values."""


class ResourceArgs(Protocol):
    """A resource as the SDK hands it over, to rules about one resource or about the stack."""

    urn: str
    props: Any
    opts: Any
    provider: Any


def plain(value: Any) -> Any:
    """Return a value without proxies, and UNKNOWN in place of the engine's markers."""
    if isinstance(value, str):
        return UNKNOWN if value in UNKNOWN_TEXTS else value
    if isinstance(value, Mapping):
        content = value if isinstance(value, dict) else value[TARGET]
        return {str(key): plain(inner) for key, inner in content.items()}
    if isinstance(value, Sequence):
        content = value if isinstance(value, list | tuple) else value[TARGET]  # type: ignore[call-overload]  # a proxy takes this key
        return [plain(inner) for inner in content]
    return value


def resource_of(args: ResourceArgs) -> StackResource:
    """Return the resource as plain data."""
    provider = None if args.provider is None else plain(args.provider.props).get(IDENTIFIER)
    return StackResource(
        urn=args.urn,
        properties=plain(args.props),
        protect=bool(args.opts.protect),
        aliases=frozenset(str(alias) for alias in args.opts.aliases),
        cluster=provider,
    )
