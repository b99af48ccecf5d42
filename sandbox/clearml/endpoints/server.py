"""server.info and server.config: what this server is, and how it is configured."""

from typing import Any

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import ROOT_FIRST, Endpoint
from sandbox.clearml.settings import DEFAULT_COMPANY


def info(call: Call) -> Json:
    """Versions, for clients before 2.8."""
    return {"version": call.settings.server_version, "build": "", "commit": ""}


def info_with_uid(call: Call) -> Json:
    """Versions and the server's id, for clients before 2.12."""
    return info(call) | {"uid": call.store.server_uid}


def info_with_api_version(call: Call) -> Json:
    """Versions, the newest API version included."""
    return info(call) | {"api_version": call.settings.api_version}


def config(call: Call) -> Json:
    """A part of the server's configuration. `path: "secure"` shows every secret, as on the real server (RUN)."""
    path = call.data.get("path")
    tree = _tree(call)
    if not path:
        return {key: value for key, value in tree.items() if key != "secure"}
    part: Any = tree
    for key in str(path).split("."):
        if not isinstance(part, dict) or key not in part:
            message = f"Unable to find value for key '{path}' and default value was not provided."
            raise KeyError(message)
        part = part[key]
    return dict(part)


def _tree(call: Call) -> Json:
    return {
        "apiserver": {
            "default_company": DEFAULT_COMPANY,
            "auth": {"max_expiration_sec": 31_536_000, "default_expiration_sec": 2_592_000},
            "company": {"unique_names": call.settings.unique_names},
            "version": {"required": False, "check_max_version": False},
        },
        "services": {"auth": {}, "organization": {"features": {}}, "queues": {"hidden_tags": ["k8s-glue"]}},
        "secure": {"auth": {"token_secret": call.store.token_secret}, "credentials": call.site.secure},
    }


ENDPOINTS = (
    Endpoint(name="server.info", run=info),
    Endpoint(name="server.info", run=info_with_uid, version="2.8"),
    Endpoint(name="server.info", run=info_with_api_version, version="2.12"),
    Endpoint(name="server.config", run=config, roles=ROOT_FIRST),
)
