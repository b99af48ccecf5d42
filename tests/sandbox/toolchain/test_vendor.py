"""The vendor's release over loopback: verified before installation, skipped if it is out of reach."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sandbox.toolchain import vendor
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError, Step

VERSION = "3.274.1"
MEMBERS = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")
UNWANTED = ("pulumi-language-go", "pulumi-watch")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        del format, args


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of releases, served on loopback in place of the vendor's site."""
    folder = tmp_path / "releases"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv(vendor.RELEASES_VARIABLE, f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield folder
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def archive(releases: Path) -> Path:
    """A release for every platform the sandbox runs on, with the vendor's list of hashes."""
    content = _tarball()
    for platform in ("linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"):
        (releases / f"pulumi-v{VERSION}-{platform}.tar.gz").write_bytes(content)
    _write_checksums(releases)
    return releases


def _tarball() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as bundle:
        for name in (*MEMBERS, *UNWANTED):
            member = tarfile.TarInfo(f"pulumi/{name}")
            member.size = len(name)
            bundle.addfile(member, io.BytesIO(name.encode()))
    return buffer.getvalue()


def _write_checksums(releases: Path) -> None:
    rows = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in releases.glob("*.tar.gz")]
    (releases / f"pulumi-{VERSION}-checksums.txt").write_text("\n".join(rows))


def test_a_verified_release_is_installed_without_the_other_languages(layout: Layout, archive: Path) -> None:
    vendor.install(layout, VERSION, Step("engine"))
    assert vendor.is_installed(layout, VERSION)
    assert {path.name for path in layout.bin.iterdir() if not path.name.startswith(".")} == set(MEMBERS)
    assert all((layout.bin / name).stat().st_mode & 0o777 == 0o755 for name in MEMBERS)


def test_a_changed_archive_is_refused_and_nothing_is_installed(layout: Layout, archive: Path) -> None:
    for path in archive.glob("*.tar.gz"):
        path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(SetupError, match="does not match the vendor's checksum"):
        vendor.install(layout, VERSION, Step("engine"))
    assert list(layout.bin.iterdir()) == []
    assert not vendor.is_installed(layout, VERSION)


def test_an_archive_that_the_vendor_lists_no_hash_for_is_not_downloaded(layout: Layout, archive: Path) -> None:
    (archive / f"pulumi-{VERSION}-checksums.txt").write_text("")
    with pytest.raises(vendor.UnreachableError, match="do not list"):
        vendor.install(layout, VERSION, Step("engine"))


def test_a_missing_release_is_out_of_reach_rather_than_an_error(layout: Layout, releases: Path) -> None:
    with pytest.raises(vendor.UnreachableError, match="File not found"):
        vendor.install(layout, VERSION, Step("engine"))


def test_a_release_of_another_version_is_not_the_installed_one(layout: Layout, archive: Path) -> None:
    vendor.install(layout, VERSION, Step("engine"))
    assert not vendor.is_installed(layout, "3.260.0")


def test_removal_leaves_what_did_not_come_from_the_vendor(layout: Layout, archive: Path) -> None:
    vendor.install(layout, VERSION, Step("engine"))
    (layout.bin / "kwok").write_text("")
    vendor.remove(layout)
    assert [path.name for path in layout.bin.iterdir()] == ["kwok"]
