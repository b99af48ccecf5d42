"""Where tenants' workers may be: namespace, host, ports and cluster, each compared before anything is made."""

import pytest

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, west, workers

PEERS = {"cluster": {"context": "production", "ingress": {"peers": [{"namespace": "ingress-nginx"}]}}}
SLOT = "{{sessions: {{slot: {}, size: {}, address: 203.0.113.1}}}}"


@pytest.mark.parametrize(
    ("slug", "section", "line"),
    [
        ("kube-acme", "{}", "'kube-acme', from the file's name, which belongs to Kubernetes itself"),
        ("default", "{}", "'default', from the file's name, which belongs to Kubernetes itself"),
        ("clearml", "{}", "'clearml', from the file's name, which belongs to clearml:controlPlane.namespace"),
        ("gpu-operator", "{}", "'gpu-operator', from the file's name, which belongs to clearml:gpu.operator.namespace"),
        ("acme", "{namespace: ingress-nginx}", "'ingress-nginx', which belongs to a peer that clearml:cluster names"),
    ],
)
def test_a_namespace_of_others_is_refused(folder: Folder, slug: str, section: str, line: str) -> None:
    folder.write(f"{slug}.yaml", tenant("Acme", section))

    (told,) = folder.lines(workers() | PEERS)

    assert told.startswith(f"{slug}.yaml: workers.namespace: found {line}, expected another one")


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
            "workers.namespace: found 'globex', which acme.yaml has too, expected a namespace of one tenant only in "
            "its cluster",
        ),
        (
            "{gateway: {host: apps.clearml.example}}",
            "{gateway: {host: APPS.clearml.example}}",
            "workers.gateway.host: found 'apps.clearml.example', which acme.yaml has too (workers.gateway.host), "
            "expected a host of one tenant only",
        ),
        (
            SLOT.format(1, 10),
            SLOT.format(0, 11),
            "workers.sessions.slot: found ports 30000-30010, which overlap 30010-30019 of acme.yaml "
            "(workers.sessions), expected a slot of its own",
        ),
        (
            SLOT.format(3, 10),
            "{gateway: {host: g.clearml.example, stream: {slot: 3, address: x}}}",
            "workers.gateway.stream.slot: found ports 30030-30039, which overlap 30030-30039 of acme.yaml "
            "(workers.sessions), expected a slot of its own",
        ),
    ],
)
def test_what_two_tenants_want_is_refused_in_the_later_file(folder: Folder, first: str, second: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", first))
    folder.write("globex.yaml", tenant("Globex", second))

    (told,) = (each.replace(f"{folder.path}/", "") for each in folder.lines(workers()))

    assert told == f"globex.yaml: {line}"


def test_streams_of_a_gateway_that_is_not_made_take_no_ports(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(3, 10)))
    folder.write("globex.yaml", tenant("Globex", "{gateway: {host: g.clearml.example, stream: {slot: 3, address: x}}}"))

    settings = folder.build(workers(gateway=None))

    globex = settings.plans["globex"]
    assert (globex.place.gateway, globex.place.stream, globex.node_ports) == (None, None, 0)
    assert [line.rsplit("/", 1)[-1] for line in settings.warnings if "gateway" in line] == [
        "globex.yaml: workers.gateway: nothing comes of it: clearml:workers.gateway is null"
    ]


def test_sessions_and_streams_of_one_tenant_are_apart(folder: Folder) -> None:
    ports = "{slot: 0, address: x}"
    folder.write(
        "acme.yaml", tenant("Acme", f"{{sessions: {ports}, gateway: {{host: a.clearml.example, stream: {ports}}}}}")
    )

    (line,) = folder.lines(workers())

    assert line.startswith("acme.yaml: workers.sessions.slot: found ports 30000-30009, which overlap 30000-30009 of")


def test_slots_count_in_steps_of_their_size(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(3, 4)))

    assert folder.build(workers(firstPort=31000)).plans["acme"].place.sessions == range(31012, 31016)


def test_ports_end_where_the_clusters_end(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(2, 10)))

    (line,) = folder.lines(workers(lastPort=30028))

    assert line == (
        "acme.yaml: workers.sessions.slot: found ports 30020-30029, expected ports up to clearml:workers.lastPort, "
        "30028"
    )
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
    assert line.startswith("globex.yaml: workers.gateway.host: found 'a.clearml.example', which acme.yaml has too")


@pytest.mark.parametrize(
    ("host", "line"),
    [
        ("acme.example", "'acme.example', expected a host below clearml.example, the domain of the login cookie"),
        ("badclearml.example", "'badclearml.example', expected a host below clearml.example, the domain of"),
        ("api.clearml.example", "'api.clearml.example', a host of the server itself, expected a host of its own below"),
        ("files.clearml.example", "'files.clearml.example', a host of the server itself"),
    ],
)
def test_a_gateway_is_below_the_cookies_domain(folder: Folder, host: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{gateway: {{host: {host}}}}}"))

    (told,) = folder.lines(workers())

    assert told.startswith(f"acme.yaml: workers.gateway.host: found {line}")


def test_a_tenants_own_cookie_domain_counts(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{gateway: {host: apps.acme.example}}", "cookieDomain: .acme.example\n"))

    assert folder.build(workers()).plans["acme"].services > 0


def test_a_gateway_may_be_the_cookies_domain_itself(folder: Folder) -> None:
    section = "{gateway: {host: apps.acme.example}}"
    folder.write("acme.yaml", tenant("Acme", section, "cookieDomain: apps.acme.example\n"))

    assert list(folder.build(workers()).plans) == ["acme"]


def test_a_peer_of_another_cluster_is_told_as_that_clusters(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{namespace: traefik}", "cluster: west\n"))
    clusters = {"west": {"context": "west", "ingress": {"peers": [{"namespace": "traefik"}]}}}

    (line,) = folder.lines(west(clusters=clusters))

    assert "found 'traefik', which belongs to a peer that clearml:clusters.west names, expected another" in line


def test_small_slots_go_on_to_the_last_port(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", SLOT.format(2767, 1)))
    assert folder.build(workers()).plans["acme"].place.sessions == range(32767, 32768)

    folder.write("acme.yaml", tenant("Acme", SLOT.format(2768, 1)))
    (line,) = folder.lines(workers())
    assert "found ports 32768-32768, expected ports up to clearml:workers.lastPort, 32767" in line


def test_ports_end_after_they_begin(folder: Folder) -> None:
    assert folder.lines(workers(firstPort=31000, lastPort=30999)) == [
        "Pulumi.dev.yaml: clearml:workers.lastPort: found 30999, expected 31000 or more, as firstPort is"
    ]


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            "{gateway: {host: a.clearml.example, tlsSecret: My Secret!}}",
            "gateway.tlsSecret: found a value (not shown), expected the name of a Kubernetes object",
        ),
        (
            "{sessions: {slot: 0, address: not a host !}}",
            "sessions.address: found 'not a host !', expected a host name or address, without scheme and port",
        ),
    ],
)
def test_names_of_others_are_names(folder: Folder, section: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", section))

    (told,) = folder.lines(workers())

    assert told.startswith(f"acme.yaml: workers.{line}")


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
        (west(), "cluster: found 'wst', expected west"),
        (workers(), "cluster: found 'wst', expected no cluster: clearml:clusters names none"),
        ({}, "cluster: found 'wst', expected no cluster: clearml:clusters names none"),
    ],
)
def test_a_cluster_that_nobody_knows_is_told(folder: Folder, config: dict[str, object], line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", rest="cluster: wst\n"))

    assert folder.lines(config) == [f"acme.yaml: {line}"]


def test_a_shared_redis_is_not_reachable_from_elsewhere(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", rest="cluster: west\n"))

    assert folder.lines(west(redis={})) == [
        "acme.yaml: cluster: found 'west', while clearml:redis.mode is shared, expected the platform's own cluster, or "
        "a Redis that is reachable from there: mode perTenant or external"
    ]
    folder.build(west(redis={"mode": "perTenant"}))


def test_each_name_is_another_cluster(folder: Folder) -> None:
    again = {"west": {"context": "production"}, "east": {"context": "east", "identifier": "x"}}
    one_more = {**again, "south": {"context": "south", "identifier": "x"}}

    assert folder.lines(workers() | {"clusters": one_more}) == [
        "Pulumi.dev.yaml: clearml:clusters.south.identifier: found 'x', which clearml:clusters.east has too, expected "
        "another cluster",
        "Pulumi.dev.yaml: clearml:clusters.west.context: found 'production', which clearml:cluster has too, expected "
        "another cluster",
    ]


def test_clashes_of_all_tenants_are_told_at_once(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{namespace: ml}"))
    folder.write("globex.yaml", tenant("Globex", "{namespace: ml, queues: {gpu: {fraction: 0.3}}}"))
    folder.write("initech.yaml", tenant("Initech", rest="cluster: wst\n"))

    assert [line.split(": found")[0] for line in folder.lines(workers())] == [
        "globex.yaml: workers.namespace",
        "globex.yaml: workers.queues.gpu.fraction",
        "initech.yaml: cluster",
    ]
