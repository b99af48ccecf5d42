"""Reads one tenant's key pair from the Secret in its namespace and asks the ClearML API to which company it belongs."""

import base64
from collections.abc import Mapping

import httpx
import pulumi
import pulumi_kubernetes as kubernetes

NAME = "clearml-credentials"
HOST = "CLEARML_API_HOST"

config = pulumi.Config()
namespace, purpose = config.require("namespace"), config.require("purpose")
address = config.get("apiUrl")


def connection(data: Mapping[str, str]) -> Mapping[str, str]:
    """Address and key pair of the configured purpose. Raises RunError, which names the Secret and the missing keys."""
    wanted = {"url": HOST, "accessKey": f"{purpose}.accessKey", "secretKey": f"{purpose}.secretKey"}
    missing = [key for key in wanted.values() if key not in data]
    if missing:
        text = f"Secret {namespace}/{NAME} has no {', '.join(missing)}; it has {', '.join(sorted(data)) or 'no keys'}"
        raise pulumi.RunError(text)
    found = {name: base64.b64decode(data[key]).decode() for name, key in wanted.items()}
    return found | ({"url": address} if address else {})


def company_name(used: Mapping[str, str]) -> str:
    """The company of the pair's user (users.get_current_user). Raises RunError if the API gives no answer."""
    pair = (used["accessKey"], used["secretKey"])
    try:
        answer = httpx.post(f"{used['url']}/users.get_current_user", json={}, auth=pair, timeout=30)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise pulumi.RunError(f"{used['url']}: {error}") from None
    return str(answer.json()["data"]["user"]["company"]["name"])


cluster = kubernetes.Provider("cluster", kubeconfig=config.require("kubeconfig"))
secret = kubernetes.core.v1.Secret.get(NAME, f"{namespace}/{NAME}", opts=pulumi.ResourceOptions(provider=cluster))
used = secret.data.apply(connection)
pulumi.export("company", pulumi.Output.unsecret(used.apply(company_name)))
pulumi.export("accessKey", used["accessKey"])
