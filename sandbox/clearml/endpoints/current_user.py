"""users.get_current_user: who the acting identity is, as the web application asks it."""

import json

from sandbox.clearml.endpoints import users
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint


def get_current_user(call: Call) -> Json:
    row = users.find(call, call.identity.user)
    if row is None or row["company"] != call.identity.company:
        raise errors.INVALID_USER("failed loading user")
    user = dict(sorted(users.document(row).items()))
    user["company"] = {"id": row["company"], "name": users.company_name(call)}
    user["role"] = call.identity.role
    answer: Json = {
        "user": user,
        "getting_started": {
            "agentName": "clearml",
            "configure": "clearml-init",
            "install": "pip install clearml",
            "packageName": "clearml",
        },
        "settings": {"max_download_items": 1000},
    }
    if call.settings.enterprise and call.data.get("get_supported_features"):
        answer |= {"supported_features": _features(call), "sec_groups": users.sec_groups(call.identity.role)}
    return answer


def _features(call: Call) -> list[str]:
    # INF: what the company has, less what it excludes.
    row = call.store.one("SELECT defaults FROM companies WHERE id = ?", call.identity.company)
    defaults = json.loads(row["defaults"]) if row else {}
    return [name for name in defaults.get("features", []) if name not in defaults.get("exclude_features", [])]


ENDPOINTS = (Endpoint(name="users.get_current_user", run=get_current_user),)
