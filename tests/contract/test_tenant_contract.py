"""Resources of a tenant in users' state, by type and name. A changed name is a replacement."""

from pathlib import Path

from tests.components.tenant_stack import CHART, tenants_of

FROZEN = Path(__file__).parent.parent / "data/tenant_resources.txt"
"""Type and name of every resource as registered by the first version that has it, one per line."""

WHOLE = {
    "login": {"domains": ["acme.example"], "users": ["bob@partner.example"], "sso": {"tenant": "acme"}},
    "serviceUsers": {"ci": {}},
    "groups": {"reviewers": {"users": ["bob@partner.example"]}},
    "workers": {
        "namespace": "acme-workers",
        "queues": {"default": {"fraction": 0.5}},
        "quota": {"gpuUnits": 2, "cpu": "8"},
        "gateway": {"host": "acme.clearml.example", "stream": {"slot": 1, "address": "192.0.2.1"}},
        "sessions": {"slot": 0, "address": "192.0.2.1"},
    },
}


def test_every_resource_of_a_tenant_keeps_its_type_and_name(tmp_path: Path) -> None:
    redis = {"mode": "perTenant", "chart": CHART}
    recorder = tenants_of(tmp_path / "tenants", {"acme": WHOLE}, "redisPassword", redis=redis)
    registered = "".join(f"{line}\n" for line in sorted(f"{one.typ} {one.name}" for one in recorder.resources))
    assert registered == FROZEN.read_text()
