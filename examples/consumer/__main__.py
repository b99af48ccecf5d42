"""Uses one tenant's key pair: reads it through a StackReference and asks the ClearML API who it belongs to."""

from collections.abc import Mapping
from typing import Any

import httpx
import pulumi

config = pulumi.Config()
stack, slug, purpose = config.require("platformStack"), config.require("tenant"), config.require("purpose")
platform = pulumi.StackReference(stack)


def key_pair(credentials: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Mapping[str, str]:
    """The pair of our tenant and purpose; a missing one is told by name."""
    try:
        return credentials[slug][purpose]
    except KeyError:
        raise pulumi.RunError(f"stack {stack} has no key pair {purpose!r} of tenant {slug!r}") from None


def who_am_i(known: list[Any]) -> str:
    """Name of the company that the pair opens (users.get_current_user)."""
    url, pair = known[0]["apiUrl"], known[1]
    answer = httpx.post(
        f"{url}/users.get_current_user", json={}, auth=(pair["accessKey"], pair["secretKey"]), timeout=30
    )
    answer.raise_for_status()
    return str(answer.json()["data"]["user"]["company"]["name"])


pair = platform.require_output("tenantCredentials").apply(key_pair)
company = pulumi.Output.all(platform.require_output("platform"), pair).apply(who_am_i)
pulumi.export("company", pulumi.Output.unsecret(company))
pulumi.export("accessKey", pair["accessKey"])
