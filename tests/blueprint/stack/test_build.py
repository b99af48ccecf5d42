"""The settings of a whole stack: configuration, defaults, folder and environment together."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.settings.checking.problems import Findings, SettingsError
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.tenant_files import tenant
from tests.blueprint.tenant_folder import Folder

ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"
GLOBEX = "name: Globex\nadmin: {name: Gus, email: gus@globex.example}\n"
HOST = "https://api.clearml.example"
ADDRESS = "an address such as https://api.clearml.example"


def test_tenants_come_by_slug(folder: Folder) -> None:
    folder.write("globex.yaml", GLOBEX)
    folder.write("acme.yaml", ACME)

    assert [tenant.slug for tenant in folder.build().tenants] == ["acme", "globex"]


def test_defaults_lie_under_every_tenant(folder: Folder) -> None:
    folder.write("acme.yaml", ACME + "limits: {users: 9}\nworkers: {queues: {gpu: {}}}\n")
    folder.write("globex.yaml", GLOBEX + "cookieDomain:\n")
    shared = {
        "limits": {"users": 5, "runningApps": 2},
        "workers": {"queues": {"cpu": {"tags": ["slow"]}}},
        "cookieDomain": "clearml.example",
        "deletion": "retain",
    }

    acme, globex = folder.build({"tenantDefaults": json.dumps(shared)}).tenants

    assert (acme.limits.users, acme.limits.running_apps, globex.limits.users) == (9, 2, 5)
    assert (list(acme.workers.queues), list(globex.workers.queues)) == (["cpu", "gpu"], ["cpu"])
    assert (acme.cookie_domain, globex.cookie_domain) == ("clearml.example", None)
    assert acme.deletion == globex.deletion == "retain"


@pytest.mark.parametrize("key", ["name", "admin", "login", "adopt", "state"])
def test_what_belongs_to_one_tenant_is_no_default(folder: Folder, key: str) -> None:
    (line,) = folder.lines({"tenantDefaults": {key: {}}})

    assert line.startswith(f"Pulumi.dev.yaml: clearml:tenantDefaults.{key}: found an unknown key")


def test_a_mistake_in_the_defaults_is_told_once(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)
    folder.write("globex.yaml", GLOBEX)

    lines = folder.lines({"tenantDefaults": {"limits": {"users": "5"}, "features": {"enable": ["report"]}}})

    assert lines == [
        "Pulumi.dev.yaml: clearml:tenantDefaults.features.enable[0]: found 'report', expected reports, or a name "
        "listed in clearml:extraFeatures",
        "Pulumi.dev.yaml: clearml:tenantDefaults.limits.users: found '5', expected a whole number, 0 or more, without "
        "quotes",
    ]


def test_the_problems_of_all_files_are_told_together(folder: Folder) -> None:
    folder.write("Acme.yaml", ACME)
    folder.write("acme.yaml", "name: Acme\n")
    folder.write("broken.yaml", "name: [\n")
    folder.write("globex.yml", GLOBEX)
    (folder.path / "old").mkdir()

    lines = folder.lines({"apiSecretKey": "in-clear", "apii": {}, "api": {"host": "api"}})

    assert [line.split(": found")[0] for line in lines] == [
        "Acme.yaml",
        "acme.yaml: admin",
        "broken.yaml: line 2, column 1",
        "globex.yml",
        "old",
        "Pulumi.dev.yaml: clearml:api.host",
        "Pulumi.dev.yaml: clearml:apiSecretKey",
        "Pulumi.dev.yaml: clearml:apii",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Globex.yaml", "a file name that is no tenant's"),
        ("Acme.yaml", "a name that differs from acme.yaml in case only"),
        ("acme.yml", "a file name that is no tenant's"),
        ("acme.yaml.bak", "a file name that is no tenant's"),
        ("a.yaml", "a file name that is no tenant's"),
        ("acme\n.yaml", "a file name that is no tenant's"),
    ],
)
def test_a_name_that_is_no_tenants_is_refused_in_one_line(folder: Folder, name: str, found: str) -> None:
    folder.write("acme.yaml", ACME)
    folder.write(name, GLOBEX)

    (line,) = folder.lines()

    assert f"found {found}, expected" in line
    assert "\n" not in line


def test_hidden_files_and_the_readme_are_no_tenants(folder: Folder) -> None:
    for name in (".gitkeep", ".acme.yaml.swp", "README.md"):
        folder.write(name, "")

    assert folder.build().tenants == ()


def test_a_missing_folder_is_not_taken_for_no_tenants(folder: Folder) -> None:
    folder.path.rmdir()

    (line,) = folder.lines()

    assert "found no folder that can be read (No such file or directory)" in line


def test_a_platform_stack_has_no_tenant_files(folder: Folder) -> None:
    assert folder.build({"scope": "platform"}).tenants == ()
    folder.write("acme.yaml", ACME)

    (line,) = folder.lines({"scope": "platform"})

    assert "found tenant files, while clearml:scope is platform" in line


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ({"api": {}}, f"clearml:api.host: found nothing, expected {ADDRESS}"),
        ({"api": "api.acme.example"}, "clearml:api: found 'api.acme.example', expected key: value lines"),
        ({"api": {"host": "api"}}, f"clearml:api.host: found 'api', expected {ADDRESS}"),
        (
            {"api": {"host": "http://api.acme.example"}},
            "clearml:api.host: found 'http://api.acme.example', expected https (or allowPlainHttp: true, which sends "
            "the keys in clear)",
        ),
        (
            {"api": {"host": HOST, "verifyTls": False}},
            "clearml:api.verifyTls: found false, expected true: certificates are always verified; name a private CA in "
            "caBundle",
        ),
        (
            {"api": {"host": HOST, "caBundle": "missing.pem"}},
            "clearml:api.caBundle: found 'missing.pem', expected the path of an existing PEM file, from the program's "
            "folder, such as certs/ca.pem",
        ),
        (
            {"api": {"host": HOST, "parallelCalls": 65}},
            "clearml:api.parallelCalls: found the number 65, expected a whole number, 1 to 64",
        ),
        (
            {"api": {"host": HOST, "timeoutSeconds": 0}},
            "clearml:api.timeoutSeconds: found the number 0, expected a number, 1 to 600",
        ),
        ({"scope": "tenant"}, "clearml:scope: found 'tenant', expected all, platform or tenants"),
        ({"extraFeatures": "x"}, "clearml:extraFeatures: found 'x', expected a list such as [first, second]"),
        ({"tenantDefault": {}}, "clearml:tenantDefault: found an unknown key, expected tenantDefaults"),
        (
            {"api": ENCRYPTED},
            "clearml:api: found an encrypted value, expected a plain value; secrets have keys of their own",
        ),
    ],
)
def test_a_mistake_in_the_stacks_keys_is_told(folder: Folder, config: dict[str, object], line: str) -> None:
    assert f"Pulumi.dev.yaml: {line}" in folder.lines(config)


def test_plain_http_stays_on_this_machine_unless_allowed(folder: Folder) -> None:
    assert folder.build({"api": {"host": "http://127.0.0.1:8008"}}).api.host == "http://127.0.0.1:8008"
    assert folder.build({"api": {"host": "http://api.x.example", "allowPlainHttp": True}}).api.allow_plain_http


def test_a_password_in_an_address_is_not_repeated(folder: Folder) -> None:
    (line,) = folder.lines({"api": {"host": "https://ada:hunter2@api.acme.example"}})

    assert "hunter2" not in line


def test_the_environments_host_wins_and_is_blamed(folder: Folder) -> None:
    good = {"CLEARML_API_HOST": "https://other.example"}
    assert folder.build({"api": {"host": "api"}}, good).api.host == "https://other.example"

    (line,) = folder.lines(None, {"CLEARML_API_HOST": "other"})
    assert line == f"environment: CLEARML_API_HOST: found 'other', expected {ADDRESS}"

    (line,) = folder.lines(None, {"CLEARML_API_HOST": "http://other.example"})
    assert line.startswith("environment: CLEARML_API_HOST: found 'http://other.example', expected https")


def test_a_missing_secret_is_told_with_the_command_that_stores_it(folder: Folder) -> None:
    folder.write("acme.yaml", ACME + "login: {sso: {provider: {kind: keycloak, id: kc}}}\n")

    assert folder.lines(without=["apiSecretKey"]) == [
        "Pulumi.dev.yaml: clearml:apiSecretKey: found nothing, expected a secret: "
        "pulumi config set --stack dev --secret clearml:apiSecretKey",
        "Pulumi.dev.yaml: clearml:ssoClientSecret-acme: found nothing, expected a secret: "
        "pulumi config set --stack dev --secret clearml:ssoClientSecret-acme",
    ]


def test_a_secret_in_clear_is_told_and_not_repeated(folder: Folder) -> None:
    (line,) = folder.lines({"apiAccessKey": "hunter2"})

    assert line == (
        "Pulumi.dev.yaml: clearml:apiAccessKey: found a secret in clear, expected a new secret, encrypted: "
        "pulumi config set --stack dev --secret clearml:apiAccessKey"
    )


def test_the_environments_key_pair_replaces_the_stacks_as_a_whole(folder: Folder) -> None:
    pair = {"CLEARML_API_ACCESS_KEY": "access", "CLEARML_API_SECRET_KEY": "secret"}
    keys = ["apiAccessKey", "apiSecretKey"]
    assert folder.build(environ=pair, without=keys).tenants == ()

    half, *missing = reversed(folder.lines(environ={"CLEARML_API_ACCESS_KEY": "access"}, without=keys))

    assert half == (
        "environment: CLEARML_API_ACCESS_KEY: found one half of a key pair, expected CLEARML_API_ACCESS_KEY and "
        "CLEARML_API_SECRET_KEY both"
    )
    assert len(missing) == len(keys)


EMAILS = st.lists(st.sampled_from(["a@x.example", "b@x.example", "c@y.example"]), max_size=5)


@given(EMAILS, st.randoms(use_true_random=False))
def test_order_case_and_repetition_never_make_another_tenant(emails: list[str], random: Random) -> None:
    def of(entries: list[str], queues: list[str]) -> TenantSettings:
        own = {
            "name": "Acme",
            "admin": {"name": "Ada", "email": "ada@acme.example"},
            "login": {"users": entries, "domains": [entry.split("@")[1] for entry in entries]},
            "workers": {"queues": dict.fromkeys(queues)},
        }
        return tenant(Path("acme.yaml"), own, {}, frozenset())

    turned = [random.choice([email, email.upper(), email.title()]) for email in [*emails, *emails[:2]]]
    random.shuffle(turned)

    plain, other = of(emails, ["cpu", "gpu"]), of(turned, ["gpu", "cpu"])

    assert plain.model_dump_json() == other.model_dump_json()


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=6,
)
KEYS = st.sampled_from([*(field.alias for field in TenantSettings.model_fields.values()), "other"])


@settings(deadline=None)
@given(st.dictionaries(KEYS, ANY, max_size=6), ANY)
def test_any_data_is_a_tenant_or_one_line_problems(own: dict[str, object], login: object) -> None:
    data = {"name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}, "login": {"sso": login}} | own
    findings = Findings()

    made = findings.of(tenant, Path("acme.yaml"), data, {}, frozenset())

    assert (made is None) == bool(findings.problems)
    assert all(str(problem).isprintable() for problem in findings.problems)


@given(st.sampled_from(["password", "clientSecret", "token", "apiKey", "secret_key"]), st.booleans())
def test_a_value_under_a_secrets_name_is_never_repeated(key: str, nested: bool) -> None:
    wrong: dict[str, object] = {"login": {"sso": {"groupMapping": {key: "\x01canary"}}}} if nested else {key: "canary"}
    with pytest.raises(SettingsError) as caught:
        tenant(Path("acme.yaml"), {"name": "Acme"} | wrong, {}, frozenset())

    assert key in str(caught.value)
    assert "canary" not in str(caught.value)
