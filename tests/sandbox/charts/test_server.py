"""The server chart renders what its keys describe, under both usual names of a release."""

import base64
import json

import pytest

from tests.sandbox.charts import releases
from tests.sandbox.charts.conftest import NewWorld
from tests.sandbox.charts.releases import FULLNAMES, GIT_LOGIN, GUIDE, KEYS, NEWEST, TOKEN
from tests.sandbox.charts.world import Object, World, containers, environment, pod_labels, ports

pytestmark = pytest.mark.engine
PORTS = {"apiserver": 8008, "fileserver": 8081, "webserver": 8080}
SERVERS = pytest.mark.parametrize("namespace", [GUIDE, NEWEST])
PARTS = pytest.mark.parametrize("part", list(PORTS))


@pytest.fixture(scope="module")
def servers(new_world: NewWorld, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Both servers, installed by one run."""
    world = new_world()
    world.apply(*releases.prepared())
    every = releases.releases(tmp_path_factory.mktemp("packed"))
    world.up([release for release in every if release.namespace in FULLNAMES]).succeeded()
    return world


@SERVERS
@PARTS
def test_names_labels_and_ports_follow_the_release(servers: World, namespace: str, part: str) -> None:
    name = f"{FULLNAMES[namespace]}-{part}"
    labels = {"app.kubernetes.io/name": FULLNAMES[namespace], "app.kubernetes.io/instance": name}
    deployment, service = servers.get(namespace, "deployment", name), servers.get(namespace, "service", name)
    assert pod_labels(deployment) == labels
    assert service["spec"]["selector"] == labels
    assert ports(service) == {PORTS[part]}
    assert service["spec"]["type"] == "ClusterIP"
    [container] = containers(deployment)
    assert [port["containerPort"] for port in container["ports"]] == [PORTS[part]]
    assert deployment["spec"]["template"]["spec"]["serviceAccountName"] == f"clearml-{part}"
    assert deployment["status"]["readyReplicas"] == 1


def test_the_agent_of_applications_has_a_cap_and_credentials_of_its_own(servers: World) -> None:
    read = environment(servers.get(GUIDE, "deployment", f"{FULLNAMES[GUIDE]}-apps"))
    assert "--max-pods 5 " in str(read["K8S_GLUE_EXTRA_ARGS"])
    assert read["CLEARML_API_ACCESS_KEY"] == {"secretKeyRef": {"name": "clearml-conf", "key": "apps_agent_key"}}
    assert read["CLEARML_AGENT_GIT_USER"] == {"secretKeyRef": {"name": "clearml-conf", "key": "apps_git_agent_user"}}


def test_applications_come_and_go_with_their_key(servers: World) -> None:
    assert servers.names(GUIDE, "deployment") == {f"{FULLNAMES[GUIDE]}-{part}" for part in [*PORTS, "apps"]}
    assert f"{FULLNAMES[NEWEST]}-apps" not in servers.names(NEWEST, "deployment")


@pytest.mark.parametrize(("part", "host"), [("apiserver", "api"), ("fileserver", "file"), ("webserver", "app")])
def test_each_part_has_an_ingress(servers: World, part: str, host: str) -> None:
    name = f"{FULLNAMES[GUIDE]}-{part}"
    [rule] = servers.get(GUIDE, "ingress", name)["spec"]["rules"]
    assert rule["host"] == f"{host}.clearml.example.com"
    assert rule["http"]["paths"][0]["backend"]["service"] == {"name": name, "port": {"number": PORTS[part]}}


def test_ingress_takes_class_certificate_and_annotations(servers: World) -> None:
    ingress = servers.get(NEWEST, "ingress", f"{FULLNAMES[NEWEST]}-apiserver")
    assert ingress["spec"]["ingressClassName"] == "nginx"
    assert ingress["spec"]["tls"] == [{"hosts": ["api.clearml.example.com"], "secretName": "wildcard"}]
    assert ingress["metadata"]["annotations"]["a"] == "b"
    assert servers.names(NEWEST, "ingress") == {f"{FULLNAMES[NEWEST]}-apiserver"}


def test_settings_reach_the_server_as_they_are(servers: World) -> None:
    guide = environment(_apiserver(servers, GUIDE))
    assert guide["CLEARML__billing__enabled"] == "true"
    assert guide["CLEARML__APISERVER__AUTH__COOKIES__DOMAIN"] == ".clearml.example.com"
    newest = environment(_apiserver(servers, NEWEST))
    reference = {"secretKeyRef": {"name": "settings", "key": "client_secret"}}
    assert newest["CLEARML__secure__login__sso__oauth_client__oidc__client_secret"] == reference


def test_credentials_are_generated_unless_a_secret_is_named(servers: World) -> None:
    made = servers.get(GUIDE, "secret", "clearml-conf")["data"]
    content = {key: base64.b64decode(value).decode() for key, value in made.items()}
    assert set(content) == {*KEYS, *GIT_LOGIN}
    assert {key: content[key] for key in GIT_LOGIN} == GIT_LOGIN
    assert all(len(content[key]) >= 20 for key in KEYS)
    assert len(set(content.values())) == len(content)
    assert "clearml-conf" not in servers.names(NEWEST, "secret")


@SERVERS
@pytest.mark.parametrize(
    ("variable", "key"),
    [
        ("CLEARML__secure__credentials__apiserver__user_key", "apiserver_key"),
        ("CLEARML__secure__credentials__apiserver__user_secret", "apiserver_secret"),
        ("CLEARML__secure__auth__token_secret", "secure_auth_token_secret"),
        ("CLEARML__SECURE__CREDENTIALS__TESTS__USER_KEY", "test_user_key"),
        ("CLEARML__secure__applications__agents_credentials__apps_agent__user_key", "apps_agent_key"),
    ],
)
def test_the_server_reads_its_credentials_from_there(servers: World, namespace: str, variable: str, key: str) -> None:
    name = {GUIDE: "clearml-conf", NEWEST: "root-credentials"}[namespace]
    assert environment(_apiserver(servers, namespace))[variable] == {"secretKeyRef": {"name": name, "key": key}}


def test_pull_secret_is_made_of_the_token_unless_one_is_named(servers: World) -> None:
    made = servers.get(GUIDE, "secret", "clearml-registry-key")
    assert made["type"] == "kubernetes.io/dockerconfigjson"
    login = json.loads(base64.b64decode(made["data"][".dockerconfigjson"]))["auths"]["docker.io"]
    assert (login["username"], login["password"]) == ("allegroaienterprise", TOKEN)
    assert base64.b64decode(login["auth"]).decode() == f"allegroaienterprise:{TOKEN}"
    assert "clearml-registry-key" not in servers.names(NEWEST, "secret")
    for namespace, name in {GUIDE: "clearml-registry-key", NEWEST: "registry"}.items():
        for deployment in servers.all(namespace, "deployment"):
            assert deployment["spec"]["template"]["spec"]["imagePullSecrets"] == [{"name": name}]


def test_databases_have_the_names_of_their_subcharts(servers: World) -> None:
    assert ports(servers.get(GUIDE, "service", "clearml-mongodb")) == {27017}
    assert ports(servers.get(GUIDE, "service", "clearml-redis-master")) == {6379}
    assert ports(servers.get(GUIDE, "service", "clearml-elastic-master")) == {9200, 9300}
    assert pod_labels(servers.get(GUIDE, "statefulset", "clearml-elastic-master"))["app"] == "clearml-elastic-master"
    used = environment(_apiserver(servers, GUIDE))
    assert used["CLEARML_MONGODB_SERVICE_CONNECTION_STRING"] == "mongodb://clearml-mongodb:27017"
    assert used["CLEARML_REDIS_SERVICE_HOST"] == "clearml-redis-master"


def test_the_operators_database_takes_the_place_of_the_bundled_one(servers: World) -> None:
    assert ports(servers.get(NEWEST, "service", "mongodb-replica-set-svc")) == {27017}
    assert "clearml-enterprise-mongodb" not in servers.names(NEWEST, "service")


def test_keys_about_pods_reach_the_pods(servers: World) -> None:
    pod = _apiserver(servers, NEWEST)["spec"]["template"]
    assert pod["metadata"]["annotations"] == {"checksum": "1"}
    assert pod["spec"]["nodeSelector"] == {"kubernetes.io/os": "linux"}
    assert pod["spec"]["tolerations"] == [{"key": "role", "operator": "Exists"}]
    assert pod["spec"]["containers"][0]["resources"]["requests"]["cpu"] == "200m"
    name = f"{FULLNAMES[NEWEST]}-apiserver-configmap"
    assert servers.get(NEWEST, "configmap", name)["data"] == {"services.conf": "tasks {}"}
    assert pod["spec"]["volumes"] == [{"name": "config", "configMap": {"name": name, "defaultMode": 420}}]
    [container] = containers(_apiserver(servers, GUIDE))
    assert container["image"].endswith(":3.21.6-1443")


def test_metering_comes_with_its_keys(servers: World) -> None:
    assert f"{FULLNAMES[NEWEST]}-usage-aggregator" in servers.names(NEWEST, "deployment")
    assert servers.names(NEWEST, "cronjob") == {f"{FULLNAMES[NEWEST]}-storage-exporter"}
    assert servers.names(GUIDE, "cronjob") == set()


@SERVERS
def test_the_hook_ran_to_its_end(servers: World, namespace: str) -> None:
    job = servers.get(namespace, "job", f"{FULLNAMES[namespace]}-post-install")
    assert job["status"]["succeeded"] == 1
    assert job["metadata"]["annotations"]["sandbox.example.com/revision"] == "1"


def _apiserver(servers: World, namespace: str) -> Object:
    return servers.get(namespace, "deployment", f"{FULLNAMES[namespace]}-apiserver")
