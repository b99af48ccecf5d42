"""Content of a pull secret."""

import base64
import json

_DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io")


def docker_config(host: str, username: str, token: str, email: str | None = None) -> str:
    """Return the JSON of a Secret of type `kubernetes.io/dockerconfigjson`.

    Docker Hub has its historic key, which the kubelet finds for `docker.io/…` and for names without a host.
    """
    key = "https://index.docker.io/v1/" if host in _DOCKER_HUB else host
    auth = base64.b64encode(f"{username}:{token}".encode()).decode()
    entry = {"username": username, "password": token, "auth": auth}
    return json.dumps({"auths": {key: entry if email is None else {**entry, "email": email}}})
