"""One tenant file: its defaults, its rules, and what each mistake is told."""

from collections.abc import Callable

import pytest

from blueprint.settings.tenant.tenant import AdminSettings, CredentialSettings, TenantSettings
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


def test_a_purpose_of_its_own_comes_beside_the_usual_ones(folder: Folder) -> None:
    folder.write("acme.yaml", START + "credentials: {agent: {generation: 2}, ci-runner: {expiresInDays: 30}}\n")

    (tenant,) = folder.build().tenants

    assert {purpose: pair.generation for purpose, pair in tenant.credentials.items()} == {
        "agent": 2,
        "ci-runner": 1,
        "gateway": 1,
    }


def test_an_empty_section_says_nothing(folder: Folder) -> None:
    folder.write("acme.yaml", START + "login:\n  domains:\nlimits:\nworkers:\n  queues:\n    cpu:\ncredentials:\n")

    (tenant,) = folder.build().tenants

    assert list(tenant.workers.queues) == ["cpu"]
    assert tenant.login.domains == ()


def test_words_that_older_yaml_takes_for_booleans_are_texts(folder: Folder) -> None:
    folder.write("acme.yaml", START + "workers: {queues: {yes: {displayName: no, tags: [on, off]}}}\n")

    (tenant,) = folder.build().tenants

    assert tenant.workers.queues["yes"].display_name == "no"
    assert tenant.workers.queues["yes"].tags == ("off", "on")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (ADMIN, "name: found nothing, expected a name of at least 3 characters such as Acme Research"),
        ("name: Acme\n", "admin: found nothing, expected key: value lines"),
        ("name: Acme\nadmin:\n", "admin.email: found nothing, expected an e-mail address such as ada@acme.example"),
        (
            f"name: 007\n{ADMIN}",
            "name: found the number 7, expected a name of at least 3 characters such as Acme Research, in quotes",
        ),
        (
            "name: Acme\nadmin: {name: Ada, email: ada@@acme}\n",
            "admin.email: found 'ada@@acme', expected an e-mail address such as ada@acme.example",
        ),
        (START + "limit: {users: 1}\n", "limit: found an unknown key, expected limits"),
        (START + "cookie_domain: a.example\n", "cookie_domain: found an unknown key, expected cookieDomain"),
        (START + "workers: {queues: {cpu: {tag: a}}}\n", "workers.queues.cpu.tag: found an unknown key, expected tags"),
        (START + "workers: {quote: {pods: 5}}\n", "workers.quote: found an unknown key, expected quota"),
        (
            START + "slug: acme\n",
            "slug: found an unknown key, expected no slug: the file's name is the tenant's permanent key",
        ),
        (
            START + "limits: {users: '10'}\n",
            "limits.users: found '10', expected a whole number, 0 or more, without quotes",
        ),
        (START + "limits: 10\n", "limits: found the number 10, expected key: value lines"),
        (
            START + "login: {domains: a.example}\n",
            "login.domains: found 'a.example', expected a list such as [first, second]",
        ),
        (
            START + "login: {users: [b@b.example, B]}\n",
            "login.users[1]: found 'B', expected an e-mail address such as ada@acme.example",
        ),
        (
            START + "login: {users: [Bob@b.example], admins: [bob@B.example]}\n",
            "login.admins: found 'bob@b.example' in both, expected each address under users or admins, not both",
        ),
        (
            START + "login: {users: [ADA@acme.example]}\n",
            "login.users: found 'ada@acme.example', the tenant's admin, expected the tenant's admin under "
            "login.admins, or not at all",
        ),
        (
            START + "features: {enable: [piplines]}\n",
            "features.enable[0]: found 'piplines', expected pipelines, or a name listed in clearml:extraFeatures",
        ),
        (
            START + "features: {enable: [reports], exclude: [reports]}\n",
            "features.exclude: found 'reports' in both, expected each feature under enable or exclude, not both "
            "(clearml:tenantDefaults counts too)",
        ),
        (
            START + "workers: {queues: {ab: {}}}\n",
            "workers.queues.ab: found the key 'ab', expected a queue name of at least 3 characters such as default",
        ),
        (
            START + "workers: {queues: {cpu: {}, ' cpu': {}}}\n",
            "workers.queues: found the key 'cpu' twice, with different blanks, expected each key once",
        ),
        (
            START + "credentials: {agent: {generation: 0}}\n",
            "credentials.agent.generation: found the number 0, expected a whole number, 1 or more",
        ),
        (START + "state: retired\n", "state: found 'retired', expected active or suspended"),
        (START + "deletion: Delete\n", "deletion: found 'Delete', expected protect, retain or delete"),
        (START + "deleteWhileRunning: yes\n", "deleteWhileRunning: found 'yes', expected true or false"),
        (
            START + "adopt: acme\n",
            "adopt: found 'acme', expected a company id of 32 hexadecimal digits such as "
            "103ef87e1c40446397c4460d650a3986",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(lines_of: Lines, text: str, line: str) -> None:
    assert line in lines_of(text)


def test_every_mistake_of_a_file_is_told_at_once(lines_of: Lines) -> None:
    text = (
        "name: ab\nadmin: {name: '', email: x}\nlimits: {users: -1, apps: 1}\nworkers: {queues: {a: {}}}\nstate: off\n"
    )

    paths = [line.split(": found")[0] for line in lines_of(text)]

    assert paths == ["admin.email", "admin.name", "limits.apps", "limits.users", "name", "state", "workers.queues.a"]


def test_a_features_name_beyond_the_catalog_needs_the_stacks_word(folder: Folder) -> None:
    folder.write("acme.yaml", START + "features: {enable: [brand_new]}\n")

    assert "brand_new" in folder.lines()[0]
    assert folder.build({"extraFeatures": '["brand_new"]'}).tenants[0].features.enable == ("brand_new",)


PROVIDER = "login: {{sso: {{provider: {{kind: keycloak, id: kc, configuration: {{{fields}}}}}}}}}\n"


@pytest.mark.parametrize("key", ["client_secret", "clientSecret", "CLIENT-SECRET", "admin_password", "private_key"])
def test_a_secret_in_the_file_is_refused_with_the_command_and_not_repeated(lines_of: Lines, key: str) -> None:
    lines = lines_of(START + PROVIDER.format(fields=f"client_id: c, {key}: hunter2"))

    assert any(f"configuration.{key}" in line and "--secret clearml:ssoClientSecret-acme" in line for line in lines)
    assert "hunter2" not in "\n".join(lines)


def test_a_providers_fields_keep_the_servers_names_and_kinds(folder: Folder) -> None:
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
