"""server.*: what this server is and which endpoints it has."""

from typing import Any

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import ROOT_FIRST, Endpoint
from sandbox.clearml.settings import DEFAULT_COMPANY


def info(call: Call) -> Json:
    return {"version": call.settings.server_version, "build": "", "commit": ""}


def info_with_uid(call: Call) -> Json:
    return info(call) | {"uid": call.store.server_uid}


def info_with_api_version(call: Call) -> Json:
    return info(call) | {"api_version": call.settings.api_version}


def config(call: Call) -> Json:
    """A part of the server's configuration. `path: "secure"` tells every secret, as the real one does (RUN)."""
    path = call.data.get("path")
    tree = _tree(call)
    if not path:
        return {key: value for key, value in tree.items() if key != "secure"}
    found: Any = tree
    for key in str(path).split("."):
        if not isinstance(found, dict) or key not in found:
            message = f"Unable to find value for key '{path}' and default value was not provided."
            raise KeyError(message)
        found = found[key]
    return dict(found)


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


def endpoints(call: Call) -> Json:
    rows: dict[str, list[Endpoint]] = dict(call.site.endpoints)
    return {"endpoints": {name: [_described(row) for row in versions] for name, versions in rows.items()}, "models": {}}


def _described(row: Endpoint) -> Json:
    fields = row.request.fields if row.request else []
    types = {field.name: [kind.__name__ for kind in field.types] for field in fields}
    needs = [field.name for field in fields if field.required]
    model = {"type": "object", "properties": types, "required": needs} if row.request else None
    return {
        "min_version": row.version,
        "required_fields": list(row.needs) or None,
        "request_data_model": model,
        "response_data_model": None,
    }


ENDPOINTS = (
    Endpoint(name="server.info", run=info),
    Endpoint(name="server.info", run=info_with_uid, version="2.8"),
    Endpoint(name="server.info", run=info_with_api_version, version="2.12"),
    Endpoint(name="server.config", run=config, roles=ROOT_FIRST),
    Endpoint(name="server.endpoints", run=endpoints, roles=ROOT_FIRST),
)
