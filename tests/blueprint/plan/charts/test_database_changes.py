"""Which upgrades of the server's chart change a database with no way back."""

from typing import Any

import pytest

from blueprint.plan.charts.database_changes import ServerChart, database_changes

MONGODB = {"mongodb": {"enabled": True}, "mckMongodb": {"enabled": False}}
OPERATOR = {"mongodb": {"enabled": False}, "mckMongodb": {"enabled": True, "migrated": True}}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("10.7.11", "10.8.0", ["10.8.0: MongoDB 7"]),
        ("10.8.0", "10.7.11", ["10.8.0: MongoDB 7"]),
        ("10.7.6", "10.13.0", ["10.8.0", "10.11.7", "10.13.0"]),
        ("10.13.0", "11.0.2", ["a new major version"]),
        ("11.0.2", "12.0.0", ["a new major version"]),
        ("11.0.0", "11.9.4", []),
        ("10.8.0", "10.11.6", []),
        ("11.0.2", "11.0.2", []),
    ],
)
def test_chart_versions(old: str, new: str, found: list[str]) -> None:
    changes = database_changes(ServerChart(old, {}), ServerChart(new, {}))
    assert len(changes) == len(found)
    assert all(change.startswith(text) for change, text in zip(changes, found, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"mongodb": {"image": {"tag": "6.0.5"}}}, {"mongodb": {"image": {"tag": "7.0.28"}}}, ["MongoDB 6 → 7"]),
        ({"mongodb": {"image": {"tag": "7.0.5"}}}, {"mongodb": {"image": {"tag": "7.0.28"}}}, []),
        ({"elasticsearch": {"imageTag": "7.17.3"}}, {"elasticsearch": {"imageTag": "8.1.0"}}, ["Elasticsearch 7 → 8"]),
        ({"redis": {"image": {"tag": "7.0.9"}}}, {"redis": {"image": {"tag": "8.0.1-debian"}}}, ["Redis 7 → 8"]),
        (
            {"elasticsearch": {"imageTag": "7.17.18"}},
            {"elasticsearch": {"image": {"tag": "8.1.0"}}},
            ["Elasticsearch 7 → 8 (elasticsearch.imageTag, elasticsearch.image.tag)"],
        ),
        ({"elasticsearch": {"imageTag": "7.17.18"}}, {"elasticsearch": {"image": {"tag": "7.17.20"}}}, []),
        (
            {"elasticsearch": {"imageTag": "7.17.18"}},
            {"elasticsearch": {"imageTag": "7.17.18", "image": {"tag": "8.1.0"}}},
            ["Elasticsearch 7 → 7/8 (elasticsearch.image.tag)"],
        ),
        ({}, {"mongodb": {"image": {"tag": "8.0.4"}}}, ["MongoDB unknown → 8"]),
        ({"elasticsearch": {"imageTag": "7.17.18"}}, {}, ["Elasticsearch 7 → unknown (elasticsearch.imageTag)"]),
        ({"redis": {"image": {"tag": "latest"}}}, {"redis": {"image": {"tag": "stable"}}}, ["Redis unknown → unknown"]),
        ({"redis": {"image": {"tag": "latest"}}}, {"redis": {"image": {"tag": "latest"}}}, []),
        ({"redis": {"image": {"tag": "7.0.9"}}}, {"redis": {"image": {"tag": object()}}}, ["Redis 7 → unknown"]),
        ({"redis": {"image": {"tag": "7.0.9"}}}, {"redis": object()}, ["Redis 7 → unknown"]),
        ({}, {"redis": {"image": {"tag": ""}}}, ["Redis unknown → unknown"]),
        (MONGODB, OPERATOR, ["another MongoDB"]),
        (OPERATOR, OPERATOR, []),
        ({}, {"apiserver": {"image": {"tag": "3.29"}}}, []),
    ],
)
def test_values(old: dict[str, Any], new: dict[str, Any], found: list[str]) -> None:
    changes = database_changes(ServerChart("11.0.2", old), ServerChart("11.0.2", new))
    assert len(changes) == len(found)
    assert all(change.startswith(text) for change, text in zip(changes, found, strict=True))


@pytest.mark.parametrize(
    ("version", "tag", "found"),
    [
        ("10.8.0", "7.0.28", []),
        ("10.11.6", "v7.0.28-debian-12-r0", []),
        ("10.8.0", "8.0.4", ["MongoDB 7 → 8 (mongodb.image.tag)"]),
        ("10.7.11", "7.0.28", ["MongoDB unknown → 7 (mongodb.image.tag)"]),
        ("10.11.7", "7.0.28", ["MongoDB unknown → 7 (mongodb.image.tag)"]),
        ("10.8.0", "7f3ac19", ["MongoDB 7 → unknown (mongodb.image.tag)"]),
    ],
)
def test_the_chart_s_own_version_counts_where_it_is_known(version: str, tag: str, found: list[str]) -> None:
    plain, pinned = ServerChart(version, {}), ServerChart(version, {"mongodb": {"image": {"tag": tag}}})

    assert list(database_changes(plain, pinned)) == found
    assert len(database_changes(pinned, plain)) == len(found)
