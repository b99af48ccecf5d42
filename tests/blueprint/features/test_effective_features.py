"""What a tenant and its people have of the features, and the line that says why."""

from collections.abc import Mapping

import pytest

from blueprint.features.effective import EffectiveFeatures, effective, exported, features_of
from blueprint.features.sources import FeatureSources
from tests.blueprint import platform_config
from tests.blueprint.tenant_folder import Folder

ADMIN = "admin: {name: Ada, email: ada@acme.example}\n"
SERVER = "clearml:controlPlane.server"
EVERYBODYS = {"experiments", "queues"}


def built(
    folder: Folder, text: str = "", config: Mapping[str, object] | None = None, **options: str
) -> EffectiveFeatures:
    """The features of a tenant `acme` whose file has `text` in addition, on a server made here."""
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}{text}")
    settings = folder.build(platform_config.server() if config is None else config)
    return features_of(settings, settings.tenants[0], **options)


def grouped(**groups: list[str]) -> dict[str, object]:
    """A server with reports for all, and these groups' lists."""
    listed = {name: {"features": features} for name, features in groups.items()}
    return platform_config.server(features=["reports"], groups=listed)


def test_the_company_has_the_servers_and_its_own_less_what_it_excludes(folder: Folder) -> None:
    config = platform_config.server(features=["reports", "app_management"])
    features = built(folder, "features: {enable: [pipelines], exclude: [app_management]}\n", config)

    assert set(features.company) == EVERYBODYS | {"pipelines", "reports"}
    assert features.company == tuple(sorted(features.company))


def test_without_lists_of_groups_everybody_has_what_the_company_has(folder: Folder) -> None:
    features = built(folder, "features: {enable: [pipelines]}\n")

    assert features.roles == {"user": features.company, "admin": features.company}


def test_a_list_of_admins_alone_limits_nobody(folder: Folder) -> None:
    features = built(folder, "", grouped(admins=["pipelines"]))

    assert features.roles["user"] == features.company
    assert "reports" in features.company


def test_a_person_has_the_union_of_the_groups_as_far_as_the_company_has_it(folder: Folder) -> None:
    config = grouped(users=["reports"], admins=["pipelines", "config_vault"], scientists=["pipelines"])
    features = built(folder, "features: {enable: [pipelines]}\n", config)

    assert set(features.roles["user"]) == EVERYBODYS | {"reports"}
    assert set(features.roles["admin"]) == EVERYBODYS | {"reports", "pipelines"}
    assert {name: set(held) - EVERYBODYS for name, held in features.groups.items()} == {
        "scientists": {"reports", "pipelines"}
    }


def test_an_empty_list_of_users_takes_everything_from_ordinary_users(folder: Folder) -> None:
    features = built(folder, "", grouped(users=[], admins=["reports"]))

    assert set(features.roles["user"]) == EVERYBODYS
    assert "reports" in features.roles["admin"]


@pytest.mark.parametrize(("version", "has"), [("3.24.9-1657", False), ("3.25.0", True), ("3.100", True), (None, True)])
def test_a_feature_newer_than_the_server_is_not_there(folder: Folder, version: str | None, has: bool) -> None:
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}features: {{enable: [show_datasets]}}\n")
    settings = folder.build(platform_config.server())

    features = features_of(settings, settings.tenants[0], version)

    assert ("show_datasets" in features.company, "show_datasets" in features.roles["user"]) == (has, has)


@pytest.mark.parametrize(("said", "has"), [("3.24.9-1657", False), ("3.29", True), (None, True)])
@pytest.mark.parametrize("described", [False, True])
def test_the_export_leaves_out_what_is_newer_than_the_settings_server(
    folder: Folder, said: str | None, has: bool, described: bool
) -> None:
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}features: {{enable: [show_datasets]}}\n")
    known = {} if said is None else {"serverVersion": said}
    whole: dict[str, object] = {"controlPlane": {"baseDomain": "clearml.example", **known}}
    settings = folder.build(DESCRIBED | whole if described else platform_config.control_plane(**known))
    tenant = settings.tenants[0]

    company = exported(settings, tenant)["company"]

    assert isinstance(company, list)
    assert ("show_datasets" in company) is has
    assert "show_datasets" in features_of(settings, tenant, "3.100").company


def test_a_server_made_elsewhere_is_unknown(folder: Folder) -> None:
    features = built(folder, "features: {enable: [pipelines]}\n", {})

    assert not features.server_known
    assert set(features.company) == EVERYBODYS | {"pipelines"}
    assert features.roles == {}


DESCRIBED: dict[str, object] = {"scope": "tenants", "cluster": {"context": "production"}}


def test_a_described_server_is_known_as_far_as_the_description_goes(folder: Folder) -> None:
    bare = DESCRIBED | {"controlPlane": {"baseDomain": "clearml.example"}}
    assert not built(folder, "", bare).server_known

    told = DESCRIBED | {"controlPlane": {"baseDomain": "clearml.example", "server": {"features": ["reports"]}}}
    features = built(folder, "", told)
    assert "reports" in features.roles["user"]
    assert features.why("pipelines").endswith(f"to {SERVER}.features in the stack that makes the server")


def test_extra_features_of_the_stack_count(folder: Folder) -> None:
    config = platform_config.server(features=["reports"]) | {"extraFeatures": ["brand_new"]}
    assert "brand_new" in built(folder, "features: {enable: [brand_new]}\n", config).company


def test_the_export_is_plain_data(folder: Folder) -> None:
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}features: {{enable: [pipelines]}}\n")
    settings = folder.build(grouped(users=["reports"], scientists=["pipelines"]))

    assert exported(settings, settings.tenants[0]) == {
        "company": ["experiments", "pipelines", "queues", "reports"],
        "roles": {"user": ["experiments", "queues", "reports"], "admin": ["experiments", "queues", "reports"]},
        "groups": {"scientists": ["experiments", "pipelines", "queues", "reports"]},
        "serverKnown": True,
    }


@pytest.mark.parametrize(
    ("text", "config", "role", "line"),
    [
        pytest.param(
            "",
            platform_config.server(),
            "user",
            "acme: role user lacks pipelines: nothing switches it on; add it to features.enable in "
            f"tenants/dev/acme.yaml, or for all tenants to {SERVER}.features in Pulumi.dev.yaml",
            id="nowhere",
        ),
        pytest.param(
            "features: {exclude: [pipelines]}\n",
            platform_config.server(features=["pipelines"]),
            "admin",
            "acme: role admin lacks pipelines: it is taken away; take it out of features.exclude in "
            "tenants/dev/acme.yaml",
            id="excluded",
        ),
        pytest.param(
            "",
            platform_config.server(features=["pipelines"])
            | {"tenantDefaults": {"features": {"exclude": ["pipelines"]}}},
            "user",
            "acme: role user lacks pipelines: it is taken away; take it out of "
            "clearml:tenantDefaults.features.exclude in Pulumi.dev.yaml",
            id="excluded-for-all",
        ),
        pytest.param(
            "",
            {},
            "user",
            "acme: role user lacks pipelines: features.enable in tenants/dev/acme.yaml does not name it (unknown "
            "to this stack: what the server gives to all its tenants); add it there",
            id="unknown-server",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            grouped(users=["reports"], scientists=["pipelines"]),
            "user",
            "acme: role user lacks pipelines: the tenant has it, but the users group does not list it; add it to "
            f"{SERVER}.groups.users.features in Pulumi.dev.yaml (members of scientists have it)",
            id="group",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            grouped(users=[], admins=["reports"]),
            "admin",
            "acme: role admin lacks pipelines: the tenant has it, but the users and admins groups do not list it; "
            f"add it to {SERVER}.groups.admins.features in Pulumi.dev.yaml",
            id="groups",
        ),
        pytest.param(
            "",
            platform_config.server(features=["pipelines"], uiFeatures={"user": {"pipelines": False}}),
            "user",
            f"acme: role user has pipelines: by {SERVER}.features in Pulumi.dev.yaml, and no list of the group users "
            f"limits it; the UI hides it: {SERVER}.uiFeatures.user.pipelines is false",
            id="by-server",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            grouped(users=["pipelines"]),
            "admin",
            "acme: role admin has pipelines: by features.enable in tenants/dev/acme.yaml, through the group users",
            id="by-tenant",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            {},
            "user",
            "acme: role user has pipelines: by features.enable in tenants/dev/acme.yaml; whether groups of the server "
            "limit it is unknown to this stack",
            id="by-tenant-on-unknown-server",
        ),
    ],
)
def test_why(folder: Folder, text: str, config: Mapping[str, object], role: str, line: str) -> None:
    assert built(folder, text, config).why("pipelines", role) == line


def test_why_of_what_everybody_has(folder: Folder) -> None:
    why = built(folder, "features: {exclude: [queues]}\n", grouped(users=[])).why("queues")
    assert why == "acme: role user has queues: everybody has what it stands for, and naming it changes nothing"


def test_why_names_the_version_before_all_else() -> None:
    sources = FeatureSources("dev", "acme", exclude=("show_datasets",), version="3.24")
    why = effective(sources).why("show_datasets")
    assert why == "acme: role user lacks show_datasets: the server is 3.24 and the feature came with 3.25; upgrade it"


def test_why_agrees_with_the_lists(folder: Folder) -> None:
    config = grouped(users=["reports"], admins=["pipelines"], scientists=["config_vault"])
    features = built(folder, "features: {enable: [pipelines, applications]}\n", config)
    for role, held in features.roles.items():
        for name in ("reports", "pipelines", "applications", "config_vault", "queues", "show_datasets"):
            assert (f"role {role} has {name}:" in features.why(name, role)) == (name in held)
