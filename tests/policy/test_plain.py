"""What the SDK hands over becomes plain data, and unknown values can be read."""

from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from policy.plain import TARGET, plain, resource_of
from policy.rules.resource import UNKNOWN

LATER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class ProxyOfDict(Mapping[str, Any]):
    """Refuses to hand over values, as the SDK's does for unknown ones, except as a whole."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    def __getitem__(self, key: str) -> Any:
        if key == TARGET:
            return self._content
        raise AssertionError(f"{key} was read through the proxy")

    def __len__(self) -> int:
        return len(self._content)

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)


class ProxyOfList(Sequence[Any]):
    """The same for lists."""

    def __init__(self, content: list[Any]) -> None:
        self._content = content

    def __getitem__(self, key: Any) -> Any:
        if key == TARGET:
            return self._content
        raise AssertionError(f"{key} was read through the proxy")

    def __len__(self) -> int:
        return len(self._content)


def test_proxies_and_markers_are_gone() -> None:
    inner = ProxyOfDict({"name": LATER, "port": 80.0, "on": True, "none": None})
    assert plain(ProxyOfDict({"spec": inner, "list": ProxyOfList([LATER, "a"])})) == {
        "spec": {"name": UNKNOWN, "port": 80.0, "on": True, "none": None},
        "list": [UNKNOWN, "a"],
    }


def test_a_resource_has_its_options_and_the_cluster_of_its_provider() -> None:
    provider = SimpleNamespace(props=ProxyOfDict({"clusterIdentifier": "c1"}))
    opts = SimpleNamespace(protect=True, aliases=["urn:old"])
    args = SimpleNamespace(urn="urn:pulumi:s::p::t:i:Kind::name", props={"a": LATER}, opts=opts, provider=provider)
    found = resource_of(args)
    assert (found.kind, found.name, found.protect, found.cluster) == ("Kind", "name", True, "c1")
    assert found.value("a.b") is UNKNOWN
    assert found.aliases == {"urn:old"}
    args.provider = None
    assert resource_of(args).cluster is None
