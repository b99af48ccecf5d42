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
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"
GLOBEX = "name: Globex\nadmin: {name: Gus, email: gus@globex.example}\n"
COMMAND = "pulumi config set --stack dev --secret clearml:"
HOST = "https://api.clearml.example"
PAIR = {"CLEARML_API_ACCESS_KEY": "access", "CLEARML_API_SECRET_KEY": "secret"}


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
def test_a_key_of_one_tenant_is_no_default(folder: Folder, key: str) -> None:
    (line,) = folder.lines({"tenantDefaults": {key: {}}})

    assert matches(line, f"Pulumi.dev.yaml: clearml:tenantDefaults.{key} | unknown key")


def test_a_mistake_in_the_defaults_is_reported_once(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)
    folder.write("globex.yaml", GLOBEX)

    feature, users = folder.lines({"tenantDefaults": {"limits": {"users": "5"}, "features": {"enable": ["report"]}}})

    assert matches(feature, "Pulumi.dev.yaml: clearml:tenantDefaults.features.enable[0] | 'report' | reports")
    assert matches(users, "Pulumi.dev.yaml: clearml:tenantDefaults.limits.users | '5' | whole number")


def test_the_problems_of_all_files_are_reported_together(folder: Folder) -> None:
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
        ("Globex.yaml", "a file name that names no tenant"),
        ("Acme.yaml", "a name that differs from acme.yaml in case only"),
        ("acme.yml", "a file name that names no tenant"),
        ("acme.yaml.bak", "a file name that names no tenant"),
        ("a.yaml", "a file name that names no tenant"),
        ("acme\n.yaml", "a file name that names no tenant"),
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

    assert "No such file or directory" in line


def test_a_platform_stack_has_no_tenant_files(folder: Folder) -> None:
    assert folder.build({"scope": "platform"}).tenants == ()
    folder.write("acme.yaml", ACME)

    (line,) = folder.lines({"scope": "platform"})

    assert "found tenant files, while clearml:scope is platform" in line


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ({"api": {}}, "clearml:api.host | nothing | https://"),
        ({"api": "api.acme.example"}, "clearml:api | 'api.acme.example' | {host: …"),
        ({"api": {"host": "api"}}, "clearml:api.host | 'api' | https://"),
        (
            {"api": {"host": "http://api.acme.example"}},
            "clearml:api.host | 'http://api.acme.example' | allowPlainHttp",
        ),
        (
            {"api": {"host": HOST, "verifyTls": False}},
            "clearml:api.verifyTls | false | caBundle",
        ),
        (
            {"api": {"host": HOST, "caBundle": "missing.pem"}},
            "clearml:api.caBundle | 'missing.pem' | PEM",
        ),
        (
            {"api": {"host": HOST, "parallelCalls": 65}},
            "clearml:api.parallelCalls | 65 | 1 to 64",
        ),
        (
            {"api": {"host": HOST, "timeoutSeconds": 0}},
            "clearml:api.timeoutSeconds | 0 | 1 to 600",
        ),
        ({"scope": "tenant"}, "clearml:scope | 'tenant' | all, platform"),
        ({"extraFeatures": "x"}, "clearml:extraFeatures | 'x' | list"),
        ({"tenantDefault": {}}, "clearml:tenantDefault | unknown | tenantDefaults"),
        (
            {"api": ENCRYPTED},
            "clearml:api | an encrypted value",
        ),
    ],
)
def test_a_mistake_in_the_stacks_keys_is_refused(folder: Folder, config: dict[str, object], line: str) -> None:
    assert any(matches(problem, f"Pulumi.dev.yaml: {line}") for problem in folder.lines(config))


def test_plain_http_stays_on_this_machine_unless_allowed(folder: Folder) -> None:
    assert folder.build({"api": {"host": "http://127.0.0.1:8008"}}).api.host == "http://127.0.0.1:8008"
    assert folder.build({"api": {"host": "http://api.x.example", "allowPlainHttp": True}}).api.allow_plain_http


def test_a_password_in_an_address_is_not_repeated(folder: Folder) -> None:
    (line,) = folder.lines({"api": {"host": "https://ada:hunter2@api.acme.example"}})

    assert "hunter2" not in line


def test_the_environments_host_wins_and_is_named(folder: Folder) -> None:
    good = {"CLEARML_API_HOST": "https://other.example", **PAIR}
    assert folder.build({"api": {"host": "api"}}, good).api.host == "https://other.example"

    (line,) = folder.lines(None, {"CLEARML_API_HOST": "other"})
    assert matches(line, "environment: CLEARML_API_HOST | 'other' | https://")

    (line,) = folder.lines(None, {"CLEARML_API_HOST": "http://other.example", **PAIR})
    assert matches(line, "environment: CLEARML_API_HOST | 'http://other.example' | https")


def test_the_environments_host_gets_no_key_pair_of_the_stack(folder: Folder) -> None:
    (line,) = folder.lines(None, {"CLEARML_API_HOST": "https://other.example"})
    assert matches(line, "environment: CLEARML_API_HOST | 'https://other.example' | CLEARML_API_ACCESS_KEY")
    (line,) = folder.lines(None, {"CLEARML_API_HOST": "https://other.example"}, without=["api"])
    assert matches(line, "environment: CLEARML_API_HOST | 'https://other.example' | CLEARML_API_ACCESS_KEY")

    assert folder.build(None, {"CLEARML_API_HOST": f"{HOST}/"}).api.host == HOST


def test_a_missing_secret_is_named_with_the_command_that_stores_it(folder: Folder) -> None:
    folder.write("acme.yaml", ACME + "login: {sso: {provider: {kind: keycloak, id: kc}}}\n")

    for line, key in zip(folder.lines(without=["apiSecretKey"]), ("apiSecretKey", "ssoClientSecret-acme"), strict=True):
        assert matches(line, f"Pulumi.dev.yaml: clearml:{key} | nothing | {COMMAND}{key}")


def test_a_secret_in_plain_text_is_refused_and_not_repeated(folder: Folder) -> None:
    (line,) = folder.lines({"apiAccessKey": "hunter2"})

    assert matches(line, f"Pulumi.dev.yaml: clearml:apiAccessKey | a secret in plain text | {COMMAND}apiAccessKey")
    assert "hunter2" not in line


def test_the_environments_key_pair_replaces_the_stacks_as_a_whole(folder: Folder) -> None:
    keys = ["apiAccessKey", "apiSecretKey"]
    assert folder.build(environ=PAIR, without=keys).tenants == ()

    half, *missing = reversed(folder.lines(environ={"CLEARML_API_ACCESS_KEY": "access"}, without=keys))

    assert matches(half, "environment: CLEARML_API_ACCESS_KEY | one half | CLEARML_API_SECRET_KEY")
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
