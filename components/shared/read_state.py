"""Reads the state that the last run of this stack left (ADR 0017).

The engine answers it to the program itself, within milliseconds, in `pulumi preview` and in `pulumi up`. It leaves out
ids of resources; ids of companies and users are taken from outputs. Secrets are in the answer and are dropped here,
except the root key pair. With `--refresh` the answer is still the state from before the refresh.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

from blueprint.values.names import API_KEY, API_SECRET
from components.shared.previous import (
    UNKNOWN_STATE,
    PreviousPair,
    PreviousRelease,
    PreviousState,
    PreviousTenant,
    ResourceName,
    RootKeys,
)
from providers.clearml.keys.key_pairs import fingerprint
from providers.clearml.keys.predecessors import RetiringPair

READ_OUTPUTS = "pulumi:pulumi:readStackResourceOutputs"
"""Function of the engine: stack name → outputs by URN. Without `stackName` the engine crashes (3.274)."""
NAMESPACE, RELEASE = "kubernetes:core/v1:Namespace", "kubernetes:helm.sh/v3:Release"
PROVIDER, COMMAND, MIG = "pulumi:providers:kubernetes", "command:local:Command", "mig/"
"""Types of the providers of clusters and of commands, and the beginning of the names of the commands for MIG mode."""
NOUN = "pulumi-python:dynamic/clearml:"
"""Prefix of the types of all resources on the ClearML server."""
REGISTER: ResourceName = ("TenantRegister", "tenants")
"""The register of this stack's tenants."""
WHOLE_STACK = "*"
"""The `tenant` of resources that belong to no tenant."""

Noun = tuple[ResourceName, Mapping[str, Any]]
"""A resource and its outputs."""


async def read_previous_state() -> PreviousState:
    """Ask the engine for the state of this stack. A failure is one warning, and the result is UNKNOWN_STATE."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        outputs = (await invoke_async(READ_OUTPUTS, {"stackName": stack}))["outputs"]
    except Exception as error:  # noqa: BLE001 - the SDK raises no narrower class
        reason = (str(error) or type(error).__name__).splitlines()[0]
        pulumi.log.warn(f"cannot read the previous state of this stack, so fewer mistakes are found early: {reason}")
        return UNKNOWN_STATE
    return previous_state(outputs)


def previous_state(outputs: Mapping[str, Mapping[str, Any]]) -> PreviousState:
    """Parse the engine's answer: URN → `type` and `outputs`."""
    nouns = [(_name(urn), row["outputs"]) for urn, row in sorted(outputs.items()) if row["type"].startswith(NOUN)]
    owned = [noun for noun in nouns if noun[1].get("tenant", WHOLE_STACK) != WHOLE_STACK]
    by_slug: dict[str, list[Noun]] = {}
    for noun in owned:
        by_slug.setdefault(noun[1]["tenant"], []).append(noun)
    return PreviousState(
        servers=frozenset(state["server"] for _, state in owned if "server" in state),
        tenants={slug: _tenant(nouns) for slug, nouns in sorted(by_slug.items())},
        resources=frozenset(_name(urn) for urn in outputs),
        registered=frozenset(_outputs(outputs, REGISTER).get("tenants", ())),
        root=_root(outputs),
        namespaces=dict(_namespaces(outputs)),
        namespace_uids=frozenset(_namespace_uids(outputs)),
        identifiers=dict(_identifiers(outputs)),
        restores=dict(_restores(outputs)),
        releases=dict(_releases(outputs)),
    )


def _namespaces(outputs: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in outputs.values():
        if row["type"] == NAMESPACE:
            metadata = row["outputs"].get("metadata", {})
            kept = {key: metadata[key] for key in ("name", "labels", "annotations") if metadata.get(key)}
            yield metadata.get("name", ""), kept


def _namespace_uids(outputs: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    found = (row["outputs"].get("metadata", {}).get("uid") for row in outputs.values() if row["type"] == NAMESPACE)
    yield from (uid for uid in found if isinstance(uid, str))


def _identifiers(outputs: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for urn, row in outputs.items():
        identifier = row["outputs"].get("clusterIdentifier")
        if row["type"] == PROVIDER and isinstance(identifier, str):
            yield _name(urn)[1], identifier


def _restores(outputs: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """0 for a node whose MIG mode was not restored since it was switched on."""
    for urn, row in outputs.items():
        name = _name(urn)[1]
        if row["type"] == COMMAND and name.startswith(MIG):
            yield name.removeprefix(MIG), int(row["outputs"].get("environment", {}).get("MIG_RESTORED", 0))


def _releases(outputs: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, PreviousRelease]]:
    for urn, row in outputs.items():
        state = row["outputs"]
        if row["type"] == RELEASE and state.keys() >= {"namespace", "name"}:
            yield _name(urn)[1], PreviousRelease(state["namespace"], state["name"], state.get("description") or None)


def _outputs(outputs: Mapping[str, Mapping[str, Any]], name: ResourceName) -> Mapping[str, Any]:
    """Outputs of one resource; empty if the state does not have it."""
    found: Iterator[Mapping[str, Any]] = (row["outputs"] for urn, row in outputs.items() if _name(urn) == name)
    return next(found, {})


def _root(outputs: Mapping[str, Mapping[str, Any]]) -> RootKeys | None:
    """The root key pair, if this stack generated it."""
    access, secret = (_outputs(outputs, ("Token", f"root/{key}")).get("value") for key in (API_KEY, API_SECRET))
    return RootKeys(access, secret) if isinstance(access, str) and isinstance(secret, str) else None


def _tenant(nouns: list[Noun]) -> PreviousTenant:
    by_kind = {name[0]: state for name, state in nouns}
    company, admin = by_kind.get("Company", {}), by_kind.get("User", {})
    members = [state["member"] for name, state in nouns if "member" in state and not _of_service_user(name)]
    member = members[0] if members else {}
    rules = by_kind.get("LoginWhitelist", {})
    return PreviousTenant(
        company=company.get("company") or admin.get("company") or member.get("company"),
        admin=member.get("user"),
        admin_email=admin.get("email"),
        admin_created=admin.get("created", True) and "adopt" not in admin,
        deletion=company.get("deletion", "protect") if company else None,
        delete_while_running=company.get("delete_while_running", False),
        pairs=tuple(_pairs(nouns)),
        domains=tuple(by_kind.get("LoginDomains", {}).get("domains", ())),
        addresses=(*rules.get("users", ()), *rules.get("admins", ())),
        provider_id=by_kind.get("SsoConfiguration", {}).get("provider_id"),
        resources=frozenset(name for name, _ in nouns),
    )


def _pairs(nouns: list[Noun]) -> Iterator[PreviousPair]:
    for (kind, name), state in nouns:
        if kind == "Credentials":
            pair = state.get("pair", {})
            yield PreviousPair(
                name=name,
                user=state["member"]["user"],
                purpose=state["purpose"],
                label=state["label"],
                generation=int(state["generation"]),
                expire=_moment(pair.get("expire")),
                created=_moment(state.get("created")),
                key=fingerprint(pair.get("access_key", "")),
                retiring=tuple(map(RetiringPair.model_validate, state.get("retiring", ()))),
                replaces=tuple(state.get("replaces", ())),
            )


def _moment(text: str | None) -> datetime | None:
    moment = None if text is None else datetime.fromisoformat(text)
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_service_user(name: ResourceName) -> bool:
    """Whether a resource acts for a service user, not for the tenant's admin: the key pairs of service users."""
    return name[0] == "Credentials" and "/service-users/" in name[1]


def _name(urn: str) -> ResourceName:
    """Kind and name, from `urn:pulumi:stack::project::parent$type:Kind::name`."""
    kind, name = urn.split("::", 3)[2:]
    return kind.rsplit(":", 1)[-1], name
