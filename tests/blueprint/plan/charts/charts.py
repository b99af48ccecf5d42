"""Small charts on disk, as folders and archives."""

import hashlib
import io
import tarfile
from pathlib import Path


def archive(path: Path, name: str = "clearml-billing", version: str = "1.1.0") -> str:
    """Write a chart's archive with a subchart in it; return its checksum."""
    files = {
        f"{name}/charts/kafka/Chart.yaml": chart_yaml("kafka", "22.1.5"),
        f"{name}/Chart.yaml": chart_yaml(name, version),
    }
    with tarfile.open(path, "w:gz") as made:
        for member, text in files.items():
            info = tarfile.TarInfo(member)
            info.size = len(text)
            made.addfile(info, io.BytesIO(text.encode()))
    return checksum(path)


def checksum(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folder(path: Path, name: str, version: str) -> None:
    """Write a chart's folder."""
    path.mkdir(parents=True)
    (path / "Chart.yaml").write_text(chart_yaml(name, version))


def chart_yaml(name: str, version: str) -> str:
    """Return the text of a Chart.yaml."""
    return f"apiVersion: v2\nname: {name}\nversion: {version}\n"
