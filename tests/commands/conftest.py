"""Clusters for the commands."""

from pathlib import Path

import pytest

from tests.commands.fake_cluster import FakeCluster


@pytest.fixture
def cluster(tmp_path: Path) -> FakeCluster:
    """Two GPU nodes; gpu-1 has two A100 cards with MIG off."""
    return FakeCluster(tmp_path)
