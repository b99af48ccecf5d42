"""Installs the vendor's release of the CLI if its server answers within seconds, checked against the vendor's hashes.

The release folder holds `pulumi-<version>-checksums.txt` (sha256sum format) and `pulumi-v<version>-<os>-<arch>.tar.gz`.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import platform
import shutil
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from sandbox.toolchain import stamp
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError, Step

RELEASES = "https://get.pulumi.com/releases/sdk"
RELEASES_VARIABLE = "SANDBOX_PULUMI_RELEASES"  # another folder of releases: a mirror, or the loopback server of a test
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class UnreachableError(Exception):
    """The vendor's release cannot be downloaded from here; the engine has to come from elsewhere."""


def is_installed(layout: Layout, version: str) -> bool:
    """Return whether this version of the vendor's release is in bin."""
    return (layout.bin / "pulumi").is_file() and stamp.is_current(_mark(layout), version)


def install(layout: Layout, version: str, current: Step) -> None:
    """Download, verify and unpack the release.

    Raises UnreachableError if the vendor does not answer in time or has no release for this machine, and SetupError
    if the download does not match the vendor's own hash.
    """
    base = os.environ.get(RELEASES_VARIABLE, RELEASES).rstrip("/")
    archive = f"pulumi-v{version}-{_platform()}.tar.gz"
    expected = _expected_hash(f"{base}/pulumi-{version}-checksums.txt", archive)
    current.report(f"downloading pulumi {version} from the vendor")
    layout.bin.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=layout.sandbox) as folder:
        target = Path(folder) / archive
        if _download(f"{base}/{archive}", target) != expected:
            raise SetupError(
                f"{current.name}: {base}/{archive} does not match the vendor's checksum; nothing installed"
            )
        _unpack(target, Path(folder), layout.bin)
    stamp.write(_mark(layout), version)


def remove(layout: Layout) -> None:
    """Remove the vendor's release from bin, if it is there."""
    if _mark(layout).exists():
        for path in layout.bin.iterdir():
            if _is_needed(path.name):
                path.unlink()
        _mark(layout).unlink()


def _mark(layout: Layout) -> Path:
    return layout.bin / ".vendor-release"


def _platform() -> str:
    machine = ARCHITECTURES.get(platform.machine().lower())
    if machine is None or sys.platform not in ("linux", "darwin"):
        raise UnreachableError(f"no release for {sys.platform} on {platform.machine()}")
    return f"{sys.platform}-{machine}"


def _expected_hash(url: str, archive: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=CONNECT_SECONDS) as answer:  # noqa: S310 - https, or the user's mirror
            rows: list[str] = answer.read().decode().splitlines()
    except (OSError, http.client.HTTPException, UnicodeDecodeError) as error:
        raise UnreachableError(_reason(error)) from error
    for row in rows:
        checksum, _, name = row.partition(" ")
        if name.strip(" *") == archive:
            return checksum
    raise UnreachableError(f"the vendor's checksums do not list {archive}")


def _download(url: str, target: Path) -> str:
    total = hashlib.sha256()
    try:
        with urllib.request.urlopen(url, timeout=READ_SECONDS) as answer, target.open("wb") as sink:  # noqa: S310 - as above
            while block := answer.read(1 << 20):
                total.update(block)
                sink.write(block)
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise UnreachableError(_reason(error)) from error
    return total.hexdigest()


def _reason(error: Exception) -> str:
    return str(error.reason if isinstance(error, urllib.error.URLError) else error)


def _unpack(archive: Path, folder: Path, target: Path) -> None:
    with tarfile.open(archive) as bundle:
        members = {Path(member.name).name: member for member in bundle.getmembers() if member.isfile()}
        # The CLI (the shortest name) last: if it is there, the others are too.
        for name in sorted(filter(_is_needed, members), key=len, reverse=True):
            source = bundle.extractfile(members[name])
            if source is not None:
                with (folder / name).open("wb") as sink:
                    shutil.copyfileobj(source, sink)
                (folder / name).chmod(0o755)
                (folder / name).replace(target / name)


def _is_needed(name: str) -> bool:
    # The other language hosts of the release are left out: a quarter of a gigabyte that nothing here uses.
    return name == "pulumi" or (name.startswith("pulumi-") and "python" in name)
