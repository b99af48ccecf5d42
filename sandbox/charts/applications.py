"""The stand-in for the archive of GUI applications: an upload script and a folder `apps/` with one archive per app.

The form is that of the vendor's guide of 2025-04-03 and of its page on installing applications: `unzip apps.zip`, then
`python upload_apps.py … --dir apps -ml`.
"""

from __future__ import annotations

from pathlib import Path

from sandbox.charts import pack
from sandbox.charts.chart import FOLDER

CONTENT = FOLDER / "applications_archive"
NAME = "apps.zip"


def write(folder: Path) -> Path:
    """Write `apps.zip` and return its path."""
    files = {"upload_apps.py": (CONTENT / "upload_apps.py").read_bytes()}
    for app in sorted(path.parent for path in CONTENT.glob("apps/*/app.json")):
        parts = {
            path.relative_to(app).as_posix(): path.read_bytes() for path in sorted(app.rglob("*")) if path.is_file()
        }
        files[f"apps/{app.name}.zip"] = pack.zipped(parts)
    return pack.write(folder / NAME, pack.zipped(files))
