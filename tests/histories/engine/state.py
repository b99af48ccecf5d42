"""The state of one stack: resources in the order in which they were created, as the engine keeps them."""

from dataclasses import dataclass, field, replace
from typing import Any

STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:pulumi-python"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource. `outdated` is one that was replaced and is not deleted yet."""

    urn: str
    custom: bool
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    provider: str = ""
    code: str = ""
    """The serialised provider."""
    dependencies: frozenset[str] = frozenset()
    deleted_with: str = ""
    protect: bool = False
    outdated: bool = False

    @property
    def type(self) -> str:
        return self.urn.split("::")[2].rsplit("$", 1)[-1]

    @property
    def kind(self) -> str:
        """The last part of the type, such as `Company`."""
        return self.type.rsplit(":", 1)[-1]

    @property
    def name(self) -> str:
        return self.urn.split("::", 3)[3]

    @property
    def on_provider(self) -> bool:
        """Whether a provider of this program manages the resource."""
        return self.custom and self.type != PROVIDER

    def needs(self, urn: str) -> bool:
        """Whether the resource cannot outlive the resource with this URN."""
        return urn in self.dependencies or urn in (self.parent, self.deleted_with) or self.provider.startswith(urn)


@dataclass
class State:
    """All resources of a stack. A run changes it step by step, so that a killed run leaves what it has completed."""

    resources: list[Resource] = field(default_factory=list)

    def current(self, urn: str) -> Resource | None:
        """The resource with this URN, without those that wait for deletion after a replacement."""
        return next((one for one in self.resources if one.urn == urn and not one.outdated), None)

    def put(self, resource: Resource, instead_of: Resource | None) -> None:
        """Store a resource at the place of another one, or at the end."""
        place = None if instead_of is None else self._place(instead_of)
        if place is None:
            self.resources.append(resource)
        else:
            self.resources[place] = resource

    def remove(self, resource: Resource) -> None:
        del self.resources[self._place(resource)]

    def outdate(self, resource: Resource) -> None:
        """Mark a resource that was replaced."""
        self.resources[self._place(resource)] = replace(resource, outdated=True)

    def rename(self, old: str, new: str) -> None:
        """Follow a resource to another URN in everything that refers to it."""
        self.resources = [_renamed(one, old, new) for one in self.resources]

    def of(self, kind: str) -> dict[str, Resource]:
        """The current resources of a kind by name."""
        return {one.name: one for one in self.resources if one.kind == kind and not one.outdated}

    def _place(self, resource: Resource) -> int:
        return next(place for place, one in enumerate(self.resources) if one is resource)


def _renamed(one: Resource, old: str, new: str) -> Resource:
    if old not in one.dependencies and old not in (one.parent, one.deleted_with):
        return one
    return replace(
        one,
        dependencies=frozenset(new if urn == old else urn for urn in one.dependencies),
        parent=new if one.parent == old else one.parent,
        deleted_with=new if one.deleted_with == old else one.deleted_with,
    )
