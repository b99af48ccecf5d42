"""Every method creates the same tenant: the tenant file is valid, and curl and Ansible make the calls of the guide."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from bench import curl
from bench.playbook import PLAYBOOK
from bench.tenant import PURPOSES, QUEUES, SLUG, BenchTenant, tenants
from blueprint.settings.tenant.tenant import TenantFile

GUIDE = [
    "system.create_company",
    "auth.create_user",
    *["auth.create_credentials"] * 2,
    "login.set_domains",
    *["login.add_whitelist_entries"] * 2,
    *["queues.create"] * 3,
]


def test_the_tenant_file_is_one_of_our_program() -> None:
    file = TenantFile.model_validate(dict(BenchTenant(7).file()))
    assert set(file.workers.queues) == set(QUEUES)
    assert set(file.credentials) == set(PURPOSES)
    assert len(file.features.enable or ()) == 2
    assert file.limits.users == BenchTenant(7).settings["allowed_users"]


def test_every_unique_name_contains_its_tenant() -> None:
    tenant = BenchTenant(7)
    for value in (tenant.slug, tenant.admin, tenant.domain, tenant.guest, tenant.second_admin):
        assert SLUG.findall(value) == ["tenant-0007"]


def test_the_script_has_the_guides_commands_for_each_tenant() -> None:
    text = curl.script(tenants(3))
    assert re.findall(r"\bcall (\S+) -H", text) == GUIDE * 3
    for tenant in tenants(3):
        assert text.count(tenant.admin) == text.count(tenant.guest) == 1


def test_the_script_writes_valid_json() -> None:
    bodies = re.findall(r"-d '([^']+)'", curl.script(tenants(1)))
    assert len(bodies) == len(GUIDE) - 1  # the admin's body names a shell variable, so it is in double quotes
    assert json.loads(bodies[0]) == {"name": "tenant-0001", "defaults": dict(BenchTenant(1).settings)}


def test_the_playbook_makes_the_same_calls() -> None:
    assert list(_called()) == GUIDE


def _called() -> Iterator[str]:
    tasks: list[dict[str, Any]] = YAML(typ="safe").load(PLAYBOOK.parent / "tenant.yaml")
    sizes = {"{{ tenant.purposes }}": len(PURPOSES), "{{ tenant.queues }}": len(QUEUES)}
    for task in tasks:
        loop = task.get("loop", [None])
        times = sizes[loop] if isinstance(loop, str) else len(loop)
        yield from [task["ansible.builtin.uri"]["url"].rpartition("/")[2]] * times
