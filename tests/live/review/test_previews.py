"""The recorded previews are still what the program proposes."""

import shutil
from pathlib import Path

import pytest

from tests.fleet.review.kinds import HERE, KINDS
from tests.live.review.site import ReviewSite
from tests.live.review.trim import shape, trimmed
from tests.sandbox.clearml.process import Simulator
from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine

KIND = "everything"


def test_the_recorded_previews_are_current(blank: Path, tmp_path: Path, kube: Kube, server: Simulator) -> None:
    folder = tmp_path / "stack"
    shutil.copytree(blank, folder, symlinks=True, ignore=shutil.ignore_patterns("home"))
    site = ReviewSite(folder, server.url, kube)
    site.up().succeeded()

    proposed = trimmed(site.preview_of(KINDS[KIND]), site.places)

    recorded = (HERE / "previews" / f"{KIND}.json").read_text()
    assert sorted(shape(proposed)) == sorted(shape(recorded)), "run `python -m tests.live.review` and read the changes"
