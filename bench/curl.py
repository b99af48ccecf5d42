"""Creates the tenants with the curl commands of the vendor's guide, as one shell script, one command after the other.

In the guide, the operator copies company id and user id into the next command. The shell does it here, without another
process. All other arguments are the guide's, including limits and features.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

from bench.process import run
from bench.simulator import ACCESS_KEY, SECRET_KEY
from bench.tenant import PURPOSES, QUEUES, BenchTenant

_HEAD = """\
set -euo pipefail
call() { curl --silent --show-error --fail -u "$APISERVER_KEY:$APISERVER_SECRET" "$APISERVER_URL/$1" "${@:2}"; }
json='Content-Type: application/json'
id_of() { [[ $1 =~ $data_id ]] || { echo "no id in $1" >&2; exit 1; }; id=${BASH_REMATCH[1]}; }
data_id='"data": *[{] *"id": *"([^"]+)"'
"""
_TENANT = Template("""
# $slug
id_of "$$(call system.create_company -H "$$json" -d '$company')"; company=$$id
id_of "$$(call auth.create_user -H "$$json" -d "$user")"; user=$$id
""")
_CALL = Template("""call $endpoint -H "$$json" -H "$header: $$user" -d '$body' >/dev/null\n""")


def script(tenants: Iterable[BenchTenant]) -> str:
    """The script, for bash."""
    return _HEAD + "".join(map(_commands, tenants))


def create(tenants: Iterable[BenchTenant], url: str, folder: Path) -> float:
    """Run the script and return the wall-clock seconds."""
    file = folder / "tenants.sh"
    file.write_text(script(tenants))
    server = {"APISERVER_URL": url, "APISERVER_KEY": ACCESS_KEY, "APISERVER_SECRET": SECRET_KEY}
    return run(["bash", str(file)], cwd=folder, environ=os.environ | server | {"NO_PROXY": "127.0.0.1"}).seconds


def _commands(tenant: BenchTenant) -> str:
    company = json.dumps({"name": tenant.slug, "defaults": dict(tenant.settings)})
    user = {"name": "Admin", "company": "$company", "email": tenant.admin, "role": "admin", "internal": "true"}
    creation = _TENANT.substitute(slug=tenant.slug, company=company, user=json.dumps(user).replace('"', r"\""))
    return creation + "".join(
        _CALL.substitute(endpoint=e, header=h, body=json.dumps(b)) for e, h, b in _for_admin(tenant)
    )


def _for_admin(tenant: BenchTenant) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Endpoint, header and body of the calls on behalf of the tenant's admin."""
    identity, act_as = "X-Clearml-Impersonate-As", "X-Clearml-Act-As"
    return [
        *[("auth.create_credentials", identity, {"label": purpose}) for purpose in PURPOSES],
        ("login.set_domains", act_as, {"domains": [tenant.domain]}),
        ("login.add_whitelist_entries", act_as, {"emails": [tenant.guest], "is_admin": False}),
        ("login.add_whitelist_entries", act_as, {"emails": [tenant.second_admin], "is_admin": True}),
        *[("queues.create", identity, {"name": name}) for name in QUEUES],
    ]
