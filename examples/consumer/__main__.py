"""Reads one tenant's key pair through a StackReference and asks the ClearML API to which company it belongs."""

from collections.abc import Mapping
from typing import Any

import httpx
import pulumi

config = pulumi.Config()
stack, slug, purpose = config.require("platformStack"), config.require("tenant"), config.require("purpose")
platform = pulumi.StackReference(stack)


def key_pair(credentials: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Mapping[str, str]:
    """The pair of the configured tenant and purpose. Raises RunError, which names both, if there is none."""
    try:
        return credentials[slug][purpose]
    except KeyError:
        raise pulumi.RunError(f"stack {stack} has no key pair {purpose!r} of tenant {slug!r}") from None


def company_name(outputs: list[Any]) -> str:
    """The company of the pair's user (users.get_current_user). `outputs` are the output `platform` and the pair."""
    url, pair = outputs[0]["apiUrl"], outputs[1]
    answer = httpx.post(
        f"{url}/users.get_current_user", json={}, auth=(pair["accessKey"], pair["secretKey"]), timeout=30
    )
    answer.raise_for_status()
    return str(answer.json()["data"]["user"]["company"]["name"])


pair = platform.require_output("tenantCredentials").apply(key_pair)
company = pulumi.Output.all(platform.require_output("platform"), pair).apply(company_name)
pulumi.export("company", pulumi.Output.unsecret(company))
pulumi.export("accessKey", pair["accessKey"])
