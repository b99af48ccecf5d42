"""Writes the golden files, values and manifests of given settings: `python -m tests.blueprint.values.golden_files`.

Comments in a golden file name the defect of the guide that a line corrects; each stays before its line.
"""

from pathlib import Path

from tests.blueprint.values import golden_platforms, golden_tenants
from tests.blueprint.values.golden_yaml import FOLDER, update


def write() -> None:
    """Write every golden file anew, comments kept."""
    archive = Path(golden_platforms.ARCHIVE)
    archive.touch()
    try:
        for name in golden_platforms.SETS:
            update(FOLDER / name, golden_platforms.files(golden_platforms.platform(name)))
        for name in golden_tenants.SETS:
            update(golden_tenants.HOME / name, golden_tenants.files(golden_tenants.site(name)))
    finally:
        archive.unlink()


if __name__ == "__main__":
    write()
