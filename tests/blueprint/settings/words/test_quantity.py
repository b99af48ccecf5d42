"""Valid amounts of CPU and memory are those that Kubernetes accepts, each with its own units."""

import pytest

from blueprint.settings.words.arithmetic import amount
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers


@pytest.mark.parametrize(
    ("key", "text", "fine"),
    [
        *(("memory", text, True) for text in ("512Ki", "512k", "256Mi", "1.5Gi", "2T", "3E", "4Ei", "1048576")),
        *(("memory", text, False) for text in ("512ki", "512K", "256m", "1gi", "Gi", "01Gi", ".5Gi", "64", "1024")),
        *(("cpu", text, True) for text in ("500m", "1.5", "64", "0.25")),
        *(("cpu", text, False) for text in ("64Gi", "64k", "1 ", "m", "1e3")),
    ],
)
def test_valid_amounts_are_those_that_kubernetes_accepts(folder: Folder, key: str, text: str, fine: bool) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{key}: '{text}'}}}}"))

    if fine:
        folder.build(workers())
    else:
        (line,) = folder.lines(workers())
        assert line.startswith(f"acme.yaml: workers.quota.{key}: found '{text}'")


def test_units_are_decimal_and_binary() -> None:
    assert [int(amount(text)) for text in ("1k", "1Ki", "1M", "1Mi", "1E", "1Ei")] == [
        1000,
        1024,
        10**6,
        2**20,
        10**18,
        2**60,
    ]
