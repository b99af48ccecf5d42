"""Places of tenants' workers: namespace, host, ports and cluster, compared before any change."""

import pytest

from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, west, workers

PEERS = {"cluster": {"context": "production", "ingress": {"peers": [{"namespace": "ingress-nginx"}]}}}
SLOT = "{{sessions: {{slot: {}, size: {}, address: 203.0.113.1}}}}"


@pytest.mark.parametrize(
    ("slug", "section", "words"),
    [
        ("kube-acme", "{}", "'kube-acme', from the file's name | Kubernetes"),
        ("default", "{}", "'default', from the file's name | Kubernetes"),
        ("clearml", "{}", "'clearml', from the file's name | clearml:controlPlane.namespace"),
        ("gpu-operator", "{}", "'gpu-operator', from the file's name | clearml:gpu.operator.namespace"),
        ("acme", "{namespace: ingress-nginx}", "'ingress-nginx', which | clearml:cluster"),
    ],
)
def test_a_namespace_of_others_is_refused(folder: Folder, slug: str, section: str, words: str) -> None:
    folder.write(f"{slug}.yaml", tenant("Acme", section))

    (problem,) = folder.lines(workers() | PEERS)

    assert matches(problem, f"{slug}.yaml: workers.namespace | {words}")


def test_such_a_slug_is_fine_with_another_namespace_and_without_workers(folder: Folder) -> None:
    folder.write("clearml.yaml", tenant("Acme", "{namespace: acme}"))
    assert folder.build(workers()).plans["clearml"].place.namespace == "acme"

    folder.write("clearml.yaml", tenant("Acme"))
    folder.build()


def test_a_namespace_in_the_file_is_a_name_and_not_reserved(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{namespace: Tenant_A}"))
    folder.write("globex.yaml", tenant("Globex", "{namespace: kube-system}"))

    assert [line.split(", expected")[0] for line in folder.lines(workers())] == [
        "acme.yaml: workers.namespace: found 'Tenant_A'",
        "globex.yaml: workers.namespace: found 'kube-system'",
    ]


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (
            "{namespace: globex}",
            "{}",
            "workers.namespace | 'globex' | acme.yaml",
        ),
        (
            "{gateway: {host: apps.clearml.example}}",
            "{gateway: {host: APPS.clearml.example}}",
            "workers.gateway.host | 'apps.clearml.example' | acme.yaml",
        ),
        (
            SLOT.format(1, 10),
            SLOT.format(0, 11),
            "workers.sessions.slot | 30000-30010 | in line 3 | acme.yaml:3 overlaps with 30010-30019",
        ),
        (
            SLOT.format(3, 10),
            "{gateway: {host: g.clearml.example, stream: {slot: 3, address: x}}}",
            "workers.gateway.stream.slot | 30030-30039 | acme.yaml:3 overlaps with 30030-30039 (workers.sessions.slot)",
        ),
    ],
)
def test_claims_of_two_tenants_are_refused_in_the_later_file(
    folder: Folder, first: str, second: str, line: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", first))
    folder.write("globex.yaml", tenant("Globex", second))

    (problem,) = (each.replace(f"{folder.path}/", "") for each in folder.lines(workers()))

    assert matches(problem, f"globex.yaml: {line}")


def test_streams_take_no_ports_without_gateways(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(3, 10)))
    folder.write("globex.yaml", tenant("Globex", "{gateway: {host: g.clearml.example, stream: {slot: 3, address: x}}}"))

    settings = folder.build(workers(gateway=None))

    globex = settings.plans["globex"]
    assert (globex.place.gateway, globex.place.stream, globex.node_ports) == (None, None, 0)
    (warning,) = (line.rsplit("/", 1)[-1] for line in settings.warnings if "gateway" in line)
    assert warning.startswith("globex.yaml: workers.gateway: ")
    assert "clearml:workers.gateway" in warning


def test_sessions_and_streams_of_one_tenant_are_apart(folder: Folder) -> None:
    ports = "{slot: 0, address: x}"
    folder.write(
        "acme.yaml", tenant("Acme", f"{{sessions: {ports}, gateway: {{host: a.clearml.example, stream: {ports}}}}}")
    )

    (line,) = folder.lines(workers())

    assert matches(line, "acme.yaml: workers.sessions.slot | 30000-30009 in line 3, which | overlaps with 30000-30009")


def test_slots_count_in_steps_of_their_size(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(3, 4)))

    assert folder.build(workers(firstPort=31000)).plans["acme"].place.sessions == range(31012, 31016)


def test_ports_end_where_the_clusters_end(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(2, 10)))

    (line,) = folder.lines(workers(lastPort=30028))

    assert matches(line, "acme.yaml: workers.sessions.slot | 30020-30029 | clearml:workers.lastPort, 30028")
    assert folder.build(workers(lastPort=30029)).plans["acme"].place.sessions == range(30020, 30030)


def test_namespace_and_ports_are_those_of_a_cluster_and_hosts_are_not(folder: Folder) -> None:
    section = "{namespace: ml, sessions: {slot: 0, address: x}}"
    folder.write("acme.yaml", tenant("Acme", section))
    folder.write("globex.yaml", tenant("Globex", section, "cluster: west\n"))

    settings = folder.build(west())

    assert {plan.place.namespace for plan in settings.plans.values()} == {"ml"}
    assert [each.cluster for each in settings.tenants] == [None, "west"]

    for name in ("acme", "globex"):
        text = (
            (folder.path / f"{name}.yaml")
            .read_text()
            .replace("{namespace", "{gateway: {host: a.clearml.example}, namespace")
        )
        folder.write(f"{name}.yaml", text)
    (line,) = folder.lines(west())
    assert matches(line, "globex.yaml: workers.gateway.host | 'a.clearml.example' | acme.yaml")


@pytest.mark.parametrize(
    ("host", "word"),
    [
        ("acme.example", "below clearml.example"),
        ("badclearml.example", "below clearml.example"),
        ("api.clearml.example", "the server itself"),
        ("files.clearml.example", "the server itself"),
    ],
)
def test_a_gateway_is_below_the_cookies_domain(folder: Folder, host: str, word: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{gateway: {{host: {host}}}}}"))

    (problem,) = folder.lines(workers())

    assert matches(problem, f"acme.yaml: workers.gateway.host | '{host}' | {word}")


def test_a_tenants_own_cookie_domain_counts(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{gateway: {host: apps.acme.example}}", "cookieDomain: .acme.example\n"))

    assert folder.build(workers()).plans["acme"].services > 0


def test_a_gateway_may_be_the_cookies_domain_itself(folder: Folder) -> None:
    section = "{gateway: {host: apps.acme.example}}"
    folder.write("acme.yaml", tenant("Acme", section, "cookieDomain: apps.acme.example\n"))

    assert list(folder.build(workers()).plans) == ["acme"]


def test_a_peer_of_another_cluster_is_named_as_that_clusters(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{namespace: traefik}", "cluster: west\n"))
    clusters = {"west": {"context": "west", "ingress": {"peers": [{"namespace": "traefik"}]}}}

    (line,) = folder.lines(west(clusters=clusters))

    assert matches(line, "acme.yaml: workers.namespace | 'traefik' | clearml:clusters.west")


def test_small_slots_go_on_to_the_last_port(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(2767, 1)))
    assert folder.build(workers()).plans["acme"].place.sessions == range(32767, 32768)

    folder.write("acme.yaml", tenant("Acme", SLOT.format(2768, 1)))
    (line,) = folder.lines(workers())
    assert matches(line, "acme.yaml: workers.sessions.slot | 32768-32768 | 32767")


def test_ports_end_after_they_begin(folder: Folder) -> None:
    (line,) = folder.lines(workers(firstPort=31000, lastPort=30999))
    assert matches(line, "Pulumi.dev.yaml: clearml:workers.lastPort | 30999 | firstPort")


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            "{gateway: {host: a.clearml.example, tlsSecret: My Secret!}}",
            "gateway.tlsSecret | not shown",
        ),
        (
            "{sessions: {slot: 0, address: not a host !}}",
            "sessions.address | 'not a host !'",
        ),
    ],
)
def test_names_of_objects_and_hosts_are_checked(folder: Folder, section: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", section))

    (problem,) = folder.lines(workers())

    assert matches(problem, f"acme.yaml: workers.{line}")


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("required-resources", True),
        ("clear.ml/resource-usage", True),
        ("a|b", False),
        ("a b", False),
        ("/a", False),
        ("a.b/c/d", False),
        ("A.b/c", False),
        ("x" * 64, False),
    ],
)
def test_the_usage_label_is_a_labels_name(folder: Folder, name: str, fine: bool) -> None:
    config = workers(agent={"chart": {"version": "6.14.6"}, "usageLabel": name})

    if fine:
        folder.build(config)
    else:
        (line,) = folder.lines(config)
        assert ": clearml:workers.agent.usageLabel: found " in line
        assert "label" in line.partition("expected")[2]


@pytest.mark.parametrize(
    ("config", "line"),
    [
        (west(), "cluster | 'wst' | west"),
        (workers(), "cluster | 'wst' | clearml:clusters"),
        ({}, "cluster | 'wst' | clearml:clusters"),
    ],
)
def test_an_unknown_cluster_is_refused(folder: Folder, config: dict[str, object], line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", rest="cluster: wst\n"))

    (problem,) = folder.lines(config)
    assert matches(problem, f"acme.yaml: {line}")


def test_a_shared_redis_is_not_reachable_from_elsewhere(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", rest="cluster: west\n"))

    (line,) = folder.lines(west(redis={}))
    assert matches(line, "acme.yaml: cluster | 'west' | clearml:redis.mode | perTenant")
    folder.build(west(redis={"mode": "perTenant"}))


def test_each_name_is_another_cluster(folder: Folder) -> None:
    again = {"west": {"context": "production"}, "east": {"context": "east", "identifier": "x"}}
    one_more = {**again, "south": {"context": "south", "identifier": "x"}}

    identifier, context = folder.lines(workers() | {"clusters": one_more})
    assert matches(identifier, "Pulumi.dev.yaml: clearml:clusters.south.identifier | 'x' | clearml:clusters.east")
    assert matches(context, "Pulumi.dev.yaml: clearml:clusters.west.context | 'production' | clearml:cluster")


def test_collisions_of_all_tenants_are_reported_together(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{namespace: ml}"))
    folder.write("globex.yaml", tenant("Globex", "{namespace: ml, queues: {gpu: {fraction: 0.3}}}"))
    folder.write("initech.yaml", tenant("Initech", rest="cluster: wst\n"))

    assert [line.split(": found")[0] for line in folder.lines(workers())] == [
        "globex.yaml: workers.namespace",
        "globex.yaml: workers.queues.gpu.fraction",
        "initech.yaml: cluster",
    ]
