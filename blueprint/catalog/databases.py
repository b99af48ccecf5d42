"""Chart versions at which the server's databases change in a way that cannot be taken back.

The vendor publishes no table of databases. These are the changes that its release notes name
(github.com/clearml/clearml-docs, docs/release_notes/helm/clearml-enterprise).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class DatabaseChange:
    """A change that comes with a chart version; data that the new database has written, the old one cannot read."""

    version: str
    text: str


DATABASE_CHANGES: Final = (
    DatabaseChange("10.8.0", "MongoDB 7 (release notes 10.8.0)"),
    DatabaseChange("10.11.7", "MongoDB of the MongoDB operator in place of Bitnami's (release notes and install page)"),
    DatabaseChange("10.13.0", "Dragonfly 1.39 and MongoDB operator 1.8.1 (release notes 10.13.0)"),
)
"""By version."""


@dataclass(frozen=True)
class DefaultMajor:
    """Major version of a database in the chart versions from `since` up to, without, `before`."""

    database: str
    since: str
    before: str
    major: int


DEFAULT_MAJORS: Final = (DefaultMajor("MongoDB", "10.8.0", "10.11.7", 7),)
"""Known defaults; all others are not published. From 10.11.7 on, MongoDB is another one: the operator's."""
DATABASE_IMAGES: Final = {
    "MongoDB": (("mongodb", "image", "tag"),),
    "Elasticsearch": (("elasticsearch", "imageTag"), ("elasticsearch", "image", "tag")),
    "Redis": (("redis", "image", "tag"),),
}
"""Paths in the server's values that select another version of a database than the chart's (Bitnami's and Elastic's
subcharts of the open chart)."""
MONGODB_SOURCES: Final = (("mongodb", "enabled"), ("mckMongodb", "enabled"), ("mckMongodb", "migrated"))
"""Paths in the server's values that select which MongoDB the server uses."""
