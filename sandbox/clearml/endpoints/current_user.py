"""users.get_current_user: the acting identity, and the settings that the web application reads at its start."""

import json

from sandbox.clearml.endpoints import users
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint

_GETTING_STARTED = {
    "agentName": "clearml",
    "configure": "clearml-init",
    "install": "pip install clearml",
    "packageName": "clearml",
}


def get_current_user(call: Call) -> Json:
    """Raises 400/300 for a user without a backend record, such as a built-in one."""
    row = users.find(call, call.identity.user)
    if row is None or row["company"] != call.identity.company:
        raise errors.INVALID_USER("failed loading user")
    user = dict(sorted(users.document(row).items()))
    user["company"] = {"id": row["company"], "name": users.company_name(call)}
    user["role"] = call.identity.role
    answer: Json = {
        "user": user,
        "getting_started": dict(_GETTING_STARTED),
        "settings": {"max_download_items": 50_000},
    }
    if call.settings.enterprise and call.data.get("get_supported_features"):
        answer |= {"supported_features": _features(call), "sec_groups": users.sec_groups(call.identity.role)}
    return answer


def _features(call: Call) -> list[str]:
    # INF: the company's features without those that it excludes.
    row = call.store.one("SELECT defaults FROM companies WHERE id = ?", call.identity.company)
    defaults = json.loads(row["defaults"]) if row else {}
    return [name for name in defaults.get("features", []) if name not in defaults.get("exclude_features", [])]


ENDPOINTS = (Endpoint(name="users.get_current_user", run=get_current_user),)
