"""`python -m tests.live.review [KIND …]`: records previews in tests/fleet/review/previews; needs `make setup`."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.fleet.review.kinds import HERE, KINDS
from tests.live.review.by_hand import BY_HAND
from tests.live.review.site import ReviewSite
from tests.live.review.trim import trimmed
from tests.live.tenants.conftest import SUPERVISOR
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator, simulator
from tests.sandbox.kubernetes.cluster import cluster


def record(site: ReviewSite, server: Simulator, names: list[str]) -> None:
    """Write one file per kind of change."""
    site.up().succeeded()
    for name in names:
        kind = KINDS[name]
        if kind.by_hand:
            BY_HAND[kind.by_hand](site, server)
        text = site.preview_of(kind)
        (HERE / "previews" / f"{name}.json").write_text(trimmed(text, site.places))
        print(name)


def main(names: list[str]) -> None:
    """Record the named kinds, or all."""
    # What is changed by hand stays changed, so those previews are the last.
    order = sorted(names or KINDS, key=lambda name: bool(KINDS[name].by_hand))
    with (
        tempfile.TemporaryDirectory(prefix="review-") as folder,
        cluster() as kube,
        simulator(profile="enterprise", supervisor=SUPERVISOR) as server,
    ):
        blank, place = Path(folder) / "blank", Path(folder) / "stack"
        blank.mkdir()
        Stack.blank(blank)
        shutil.copytree(blank, place, symlinks=True, ignore=shutil.ignore_patterns("home"))
        record(ReviewSite(place, server.url, kube), server, order)


main(sys.argv[1:])
