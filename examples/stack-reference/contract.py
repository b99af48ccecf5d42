"""Checks the outputs of a clearml-platform stack before a program uses them, by contract v1 (docs/exports.md).

Copy this file into your project. It needs the standard library only, and every error is one line with stack and key.
`stack` is the stack's name, for messages; `output` is an output as it was read, None if the stack does not have it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

CONTRACT: Final = 1
"""Contract that this file checks."""
PLATFORM: Final = ("contract", "scope", "apiUrl")
TENANT: Final = ("name", "state", "companyId", "adminId", "adminEmail", "queues", "features")
KEY_PAIR: Final = ("accessKey", "secretKey")
"""Fields that are always there."""
Fields = Mapping[str, Any]


class ContractError(Exception):
    """An output is not as contract v1 has it; the message names stack and key, and never a value of a secret."""


def platform(stack: str, output: Fields | None) -> Fields:
    """Return the output `platform`. Raises ContractError for another contract or a missing field."""
    found = _output(stack, "platform", output)
    contract = found.get("contract")
    if contract is None:
        raise ContractError(f"stack {stack}: output platform has no 'contract': no stack of clearml-platform has that")
    if contract != CONTRACT:
        age, remedy = ("newer", "update this program") if contract > CONTRACT else ("older", "run `pulumi up` there")
        text = f"output platform has contract {contract:g}, and this program reads contract {CONTRACT}"
        raise ContractError(f"stack {stack}: {text}: the stack is {age}, so {remedy} (docs/exports.md)")
    return _with_fields(stack, "platform", found, PLATFORM)


def tenant(stack: str, output: Fields | None, slug: str) -> Fields:
    """Return one tenant of the output `tenants`. Raises ContractError for a missing tenant or field."""
    every = _output(stack, "tenants", output)
    if slug not in every:
        raise ContractError(f"stack {stack}: output tenants has no tenant {slug!r}; it has {_listed(every)}")
    return _with_fields(stack, f"tenants.{slug}", every[slug], TENANT)


def key_pair(stack: str, output: Fields | None, slug: str, *purpose: str) -> Fields:
    """Return a key pair of the output `tenantCredentials`: `"agent"`, or `"serviceUsers", "ci"` for a service user.

    Raises ContractError for a missing tenant, key pair or field.
    """
    path, found = "tenantCredentials", _output(stack, "tenantCredentials", output)
    for key in (slug, *purpose):
        if key not in found:
            raise ContractError(f"stack {stack}: output {path} has no {key!r}; it has {_listed(found)}")
        path, found = f"{path}.{key}", found[key]
    return _with_fields(stack, path, found, KEY_PAIR)


def _output(stack: str, name: str, output: Fields | None) -> Fields:
    if output is None:
        remedy = "it is no stack of clearml-platform, or had no successful `pulumi up` yet"
        raise ContractError(f"stack {stack} has no output {name!r}: {remedy}")
    return output


def _with_fields(stack: str, path: str, found: Fields, fields: Iterable[str]) -> Fields:
    missing = [repr(field) for field in fields if field not in found]
    if missing:
        text = f"output {path} has no {', '.join(missing)}, which contract {CONTRACT} always has"
        raise ContractError(f"stack {stack}: {text} (docs/exports.md)")
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
