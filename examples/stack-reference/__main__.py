"""Reads one tenant's key pair through a StackReference and asks the ClearML API to which company it belongs."""

from collections.abc import Mapping
from typing import Any

import contract
import httpx
import pulumi

OUTPUTS = ("platform", "tenants", "tenantCredentials")

config = pulumi.Config()
stack, slug, purpose = config.require("platformStack"), config.require("tenant"), config.require("purpose")


def connection(outputs: list[Any]) -> Mapping[str, str]:
    """Address, company's name and key pair of the configured tenant. Raises RunError with the contract's one line."""
    platform, tenants, credentials = outputs
    try:
        url, name = contract.platform(stack, platform)["apiUrl"], contract.tenant(stack, tenants, slug)["name"]
        return {"url": url, "name": name, **contract.key_pair(stack, credentials, slug, purpose)}
    except contract.ContractError as error:
        raise pulumi.RunError(str(error)) from None


def company_name(used: Mapping[str, str]) -> str:
    """The company of the pair's user (users.get_current_user). Raises RunError if the API gives no answer."""
    pair = (used["accessKey"], used["secretKey"])
    try:
        answer = httpx.post(f"{used['url']}/users.get_current_user", json={}, auth=pair, timeout=30)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise pulumi.RunError(f"{used['url']}: {error}") from None
    return str(answer.json()["data"]["user"]["company"]["name"])


reference = pulumi.StackReference(stack)
used = pulumi.Output.all(*(reference.get_output(name) for name in OUTPUTS)).apply(connection)
pulumi.export("company", pulumi.Output.unsecret(used.apply(company_name)))
pulumi.export("accessKey", used["accessKey"])
