"""A tenant file: its defaults, its rules, and the problem reported for each error."""

from collections.abc import Callable

import pytest

from blueprint.settings.tenant.key_pairs import CredentialSettings
from blueprint.settings.tenant.tenant import AdminSettings, TenantSettings
from blueprint.stack.keys import ENCRYPTED
from tests.blueprint.tenant_folder import Folder

ADMIN = "admin: {name: Ada, email: ada@acme.example}\n"
START = f"name: Acme\n{ADMIN}"
Lines = Callable[[str], list[str]]


def test_the_smallest_file_is_a_protected_active_tenant_with_two_key_pairs(folder: Folder) -> None:
    folder.write("acme.yaml", START)

    (tenant,) = folder.build().tenants

    assert tenant == TenantSettings(slug="acme", name="Acme", admin=AdminSettings(name="Ada", email="ada@acme.example"))
    assert dict(tenant.credentials) == {"agent": CredentialSettings(), "gateway": CredentialSettings()}
    assert (tenant.state, tenant.deletion, tenant.delete_while_running) == ("active", "protect", False)


def test_a_further_purpose_is_added_to_agent_and_gateway(folder: Folder) -> None:
    folder.write("acme.yaml", START + "credentials: {agent: {generation: 2}, ci-runner: {expiresInDays: 30}}\n")

    (tenant,) = folder.build().tenants

    assert {purpose: pair.generation for purpose, pair in tenant.credentials.items()} == {
        "agent": 2,
        "ci-runner": 1,
        "gateway": 1,
    }


def test_an_empty_section_has_no_effect(folder: Folder) -> None:
    folder.write("acme.yaml", START + "login:\n  domains:\nlimits:\nworkers:\n  queues:\n    cpu:\ncredentials:\n")

    (tenant,) = folder.build().tenants

    assert list(tenant.workers.queues) == ["cpu"]
    assert tenant.login.domains == ()


def test_words_that_older_yaml_reads_as_booleans_are_strings(folder: Folder) -> None:
    folder.write("acme.yaml", START + "workers: {queues: {yes: {displayName: no, tags: [on, off]}}}\n")

    (tenant,) = folder.build().tenants

    assert tenant.workers.queues["yes"].display_name == "no"
    assert tenant.workers.queues["yes"].tags == ("off", "on")


@pytest.mark.parametrize(
    ("text", "path", "word"),
    [
        (ADMIN, "name", "nothing"),
        ("name: Acme\n", "admin", "{name: …, email: …}"),
        ("name: Acme\nadmin:\n", "admin.email", "nothing"),
        (f"name: 007\n{ADMIN}", "name", "quotes"),
        ("name: Acme\nadmin: {name: Ada, email: ada@@acme}\n", "admin.email", "ada@@acme"),
        (START + "limit: {users: 1}\n", "limit", "expected limits"),
        (START + "cookie_domain: a.example\n", "cookie_domain", "expected cookieDomain"),
        (START + "workers: {queues: {cpu: {tag: a}}}\n", "workers.queues.cpu.tag", "expected tags"),
        (START + "workers: {quote: {pods: 5}}\n", "workers.quote", "expected quota"),
        (START + "slug: acme\n", "slug", "file"),
        (START + "limits: {users: '10'}\n", "limits.users", "without quotes"),
        (START + "limits: 10\n", "limits", "{users: …"),
        (START + "login: {domains: a.example}\n", "login.domains", "list"),
        (START + "login: {users: [b@b.example, B]}\n", "login.users[1]", "e-mail"),
        (START + "login: {users: [Bob@b.example], admins: [bob@B.example]}\n", "login.admins", "both"),
        (START + "login: {users: [ADA@acme.example]}\n", "login.users", "admin"),
        (START + "features: {enable: [piplines]}\n", "features.enable[0]", "pipelines"),
        (START + "features: {enable: [reports], exclude: [reports]}\n", "features.exclude", "both"),
        (START + "workers: {queues: {ab: {}}}\n", "workers.queues.ab", "3 to 255 characters"),
        (START + "workers: {queues: {cpu: {}, ' cpu': {}}}\n", "workers.queues", "twice"),
        (START + "credentials: {agent: {generation: 0}}\n", "credentials.agent.generation", "1 or more"),
        (START + "credentials: {agent: {overlapDays: -1}}\n", "credentials.agent.overlapDays", "0 or more"),
        (START + "credentials: {agent: {rotateAfterDays: 0}}\n", "credentials.agent.rotateAfterDays", "1 or more"),
        (
            START + "credentials: {agent: {rotateAfterDays: 90, expiresInDays: 90}}\n",
            "credentials.agent.rotateAfterDays",
            "at most 89",
        ),
        (
            START + "serviceUsers: {ci: {rotateAfterDays: 84, expiresInDays: 90, overlapDays: 7}}\n",
            "serviceUsers.ci.rotateAfterDays",
            "at most 83",
        ),
        (
            START + "workers: {queues: {cpu: {}}}\ncredentials: {agent: {enabled: false}}\n",
            "credentials.agent.enabled",
            "workers.queues",
        ),
        (
            START + "workers: {gateway: {host: a.clearml.example}}\ncredentials: {gateway: {enabled: false}}\n",
            "credentials.gateway.enabled",
            "workers.gateway",
        ),
        (START + "state: retired\n", "state", "active or suspended"),
        (START + "deletion: Delete\n", "deletion", "protect, retain or delete"),
        (START + "deleteWhileRunning: yes\n", "deleteWhileRunning", "true or false"),
        (START + "adopt: acme\n", "adopt", "hexadecimal"),
    ],
)
def test_an_error_is_reported_with_its_path(lines_of: Lines, text: str, path: str, word: str) -> None:
    lines = lines_of(text)

    assert [line for line in lines if line.startswith(f"{path}: found") and word in line], lines


def test_all_errors_of_a_file_are_reported_together(lines_of: Lines) -> None:
    text = (
        "name: ab\nadmin: {name: '', email: x}\nlimits: {users: -1, apps: 1}\nworkers: {queues: {a: {}}}\nstate: off\n"
    )

    paths = [line.split(": found")[0] for line in lines_of(text)]

    assert paths == ["admin.email", "admin.name", "limits.apps", "limits.users", "name", "state", "workers.queues.a"]


def test_a_feature_outside_the_catalog_needs_extra_features(folder: Folder) -> None:
    folder.write("acme.yaml", START + "features: {enable: [brand_new]}\n")

    assert "brand_new" in folder.lines()[0]
    assert folder.build({"extraFeatures": '["brand_new"]'}).tenants[0].features.enable == ("brand_new",)


PROVIDER = "login: {{sso: {{provider: {{kind: keycloak, id: kc, configuration: {{{fields}}}}}}}}}\n"


@pytest.mark.parametrize("key", ["client_secret", "clientSecret", "CLIENT-SECRET", "admin_password", "private_key"])
def test_a_secret_in_the_file_is_refused_with_the_command_and_not_repeated(lines_of: Lines, key: str) -> None:
    lines = lines_of(START + PROVIDER.format(fields=f"client_id: c, {key}: hunter2"))

    assert any(f"configuration.{key}" in line and "--secret clearml:ssoClientSecret-acme" in line for line in lines)
    assert "hunter2" not in "\n".join(lines)


def test_a_providers_fields_keep_their_names_and_types(folder: Folder) -> None:
    fields = "client_id: c, group_enabled: true, claim_groups: [a, b], claim_tenant: 3"
    folder.write("acme.yaml", START + PROVIDER.format(fields=fields))

    (tenant,) = folder.build({"ssoClientSecret-acme": ENCRYPTED}).tenants

    assert tenant.login.sso is not None
    assert tenant.login.sso.provider is not None
    assert dict(tenant.login.sso.provider.configuration) == {
        "claim_groups": ("a", "b"),
        "claim_tenant": 3,
        "client_id": "c",
        "group_enabled": True,
    }
