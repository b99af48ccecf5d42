"""Service users and groups in a tenant file: valid settings, and conflicts with the rest of the file."""

from collections.abc import Callable

import pytest

from blueprint.settings.tenant.tenant import TenantSettings
from tests.blueprint.tenant_folder import Folder

ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"
FULL = """\
limits: {serviceUsers: 2}
serviceUsers:
  ci: {generation: 2, runAsOwner: true, expiresInDays: 90}
  robot: {name: The robot, adopt: 02505b047fd24091ac90a59f0b665d01}
groups:
  scientists: {description: They experiment, users: [Bob@acme.example, ada@acme.example], serviceUsers: [ci]}
  queue_admins: {existing: true, users: [bob@acme.example]}
"""


def tenant(folder: Folder, text: str) -> TenantSettings:
    folder.write("acme.yaml", ACME + text)
    return folder.build().tenants[0]


def test_all_settings(folder: Folder) -> None:
    acme = tenant(folder, FULL)
    ci, robot = acme.service_users["ci"], acme.service_users["robot"]
    assert (ci.name, ci.generation, ci.run_as_owner, ci.expires_in_days) == (None, 2, True, 90)
    assert (robot.name, robot.generation, robot.run_as_owner) == ("The robot", 1, False)
    assert acme.groups["scientists"].users == ("ada@acme.example", "bob@acme.example")
    assert acme.groups["queue_admins"].existing


def test_empty_sections(folder: Folder) -> None:
    acme = tenant(folder, "serviceUsers:\ngroups:\n")
    assert (acme.service_users, acme.groups) == ({}, {})


def test_a_key_without_a_value_is_a_service_user(folder: Folder) -> None:
    assert tenant(folder, "serviceUsers: {ci: }\n").service_users["ci"].generation == 1


@pytest.mark.parametrize(
    ("text", "path", "word"),
    [
        ("limits: {serviceUsers: 1}\nserviceUsers: {a: {}, b: {}}\n", "limits.serviceUsers", "at least 2"),
        ("features: {exclude: [service_users]}\nserviceUsers: {ci: {}}\n", "features.exclude", "service_users"),
        ("serviceUsers: {ci: {}, robot: {name: ci}}\n", "serviceUsers.ci.name", "twice"),
        ("serviceUsers: {CI: {}}\n", "serviceUsers.CI", "lower-case"),
        ("serviceUsers: {ci: {generation: 0}}\n", "serviceUsers.ci.generation", "1 or more"),
        ("groups: {science: {serviceUsers: [ci]}}\n", "groups.science.serviceUsers", "serviceUsers"),
        ("groups: {admins: {users: [bob@acme.example]}}\n", "groups.admins", "login.admins"),
        ("groups: {queue_admins: {users: [bob@acme.example]}}\n", "groups.queue_admins.existing", "true"),
        ("groups: {theirs: {existing: true, description: mine}}\n", "groups.theirs.description", "existing"),
    ],
)
def test_an_error_gives_one_line(lines_of: Callable[[str], list[str]], text: str, path: str, word: str) -> None:
    (line,) = lines_of(ACME + text)

    assert line.startswith(f"{path}: found")
    assert word in line
