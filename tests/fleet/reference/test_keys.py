"""The list of the keys of a stack's configuration is complete, with meaning and default."""

from blueprint.settings.secrets import SECRETS, is_secret_name
from blueprint.stack.keys import PARTS
from fleet.reference.keys import SHARED, keys

KEYS = {key.path: key for key in keys()}


def test_every_part_and_its_depths_are_listed() -> None:
    assert {path for path in KEYS if "." not in path} == {
        *PARTS,
        *("api", "scope", "cluster", "clusters", "tenantDefaults", "extraFeatures", "approvals"),
    }
    assert {
        "controlPlane.server.groups.<name>.assignable",
        "controlPlane.chart",
        "cluster.ingress.peers",
        "gpu.nodes.<name>.gpus",
        "billing.metering.events",
        "tenantDefaults.workers.queues.<name>.tags",
    } <= set(KEYS)


def test_every_key_has_a_meaning_and_valid_values() -> None:
    shared = [key for model in SHARED for key in keys(model)]

    assert [key.path for key in (*KEYS.values(), *shared) if not key.meaning or key.value == "a value"] == []


def test_defaults_are_written_as_in_the_file() -> None:
    assert KEYS["gpu.fractions"].default == "[1, 0.5, 0.25]"
    assert KEYS["isolation.enabled"].default == "true"
    assert KEYS["controlPlane.baseDomain"].default == "required"
    assert KEYS["controlPlane.server.supervisor"].default == KEYS["cluster.identifier"].default == ""


def test_every_secret_is_listed_once() -> None:
    listed = [secret.key for secret in SECRETS]

    assert len(set(listed)) == len(listed)
    assert all(is_secret_name(key) for key in listed)
