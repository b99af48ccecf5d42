"""The applications archive: its checksum, and entries that could write outside its folder."""

import stat
import zipfile
from pathlib import Path

import pytest

from commands.failure import Failure
from commands.upload_applications.archive import unpack
from tests.commands.vendor_archive import REPORT, Archive, pack


def refusal(archive: Archive, folder: Path, max_bytes: int = 1 << 20) -> str:
    """The error for a refused archive; nothing may be written outside the folder."""
    inside = folder / "unpacked"
    inside.mkdir()
    with pytest.raises(Failure) as caught:
        unpack(archive.path, archive.sha256, inside, max_bytes=max_bytes)
    assert sorted(path.name for path in folder.iterdir()) == ["apps.zip", "unpacked"]
    return str(caught.value)


def test_another_checksum_is_refused_with_both(tmp_path: Path) -> None:
    archive = pack(tmp_path, REPORT)
    line = archive.upload(tmp_path, APPS_SHA256="0" * 64).line
    assert f"has SHA-256 {archive.sha256}, expected {'0' * 64}" in line
    assert not (tmp_path / "seen.json").exists()


def test_a_checksum_may_be_in_capitals_but_not_short(tmp_path: Path) -> None:
    archive = pack(tmp_path, REPORT)
    assert archive.upload(tmp_path, APPS_SHA256=archive.sha256.upper()).code == 0
    assert "64 hexadecimal digits" in archive.upload(tmp_path, APPS_SHA256=archive.sha256[:12]).line


@pytest.mark.parametrize("name", ["../evil.py", "apps/../../evil.py", "/etc/evil.py", "C:/evil.py", "apps\\evil.py"])
def test_a_path_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert "has a path that points outside" in refusal(pack(tmp_path, "", more={name: "evil"}), tmp_path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    archive = pack(tmp_path, "")
    link = zipfile.ZipInfo("apps/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive.path, "a") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert "has a link or device ('apps/link')" in refusal(archive, tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = pack(tmp_path, "", more={"apps/zeros": "0" * 3_000_000})
    assert archive.path.stat().st_size < 10_000
    assert "unpacks to more than" in refusal(archive, tmp_path)
    assert list((tmp_path / "unpacked").iterdir()) == []


def test_a_bomb_with_a_false_size_is_refused(tmp_path: Path) -> None:
    archive = pack(tmp_path, "", more={"apps/zeros": "0" * 3_000_000})
    content = archive.path.read_bytes()
    archive.path.write_bytes(content.replace((3_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little")))
    assert "not a valid zip archive" in refusal(archive, tmp_path)
    assert (tmp_path / "unpacked/apps/zeros").stat().st_size <= 9


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    archive = pack(tmp_path, "")
    content = bytearray(archive.path.read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + flags] |= 1
    archive.path.write_bytes(content)
    assert "is encrypted" in refusal(archive, tmp_path)


@pytest.mark.parametrize("content", [b"", b"<html>sign in</html>", b"PK\x03\x04 cut off"])
def test_a_file_that_is_not_an_archive(tmp_path: Path, content: bytes) -> None:
    archive = Archive(tmp_path / "apps.zip")
    archive.path.write_bytes(content)
    assert "not a valid zip archive" in refusal(archive, tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    archive = pack(tmp_path, "")
    line = archive.upload(tmp_path, APPS_ARCHIVE=str(tmp_path / "gone.zip")).line
    assert "gone.zip cannot be unpacked: No such file or directory" in line


def test_an_archive_without_the_script_or_with_two(tmp_path: Path) -> None:
    empty = Archive(tmp_path / "apps.zip")
    with zipfile.ZipFile(empty.path, "w") as zipped:
        zipped.writestr("upload_apps.py", "")
        zipped.writestr("readme/apps/x", "")
    assert "found 0" in empty.upload(tmp_path).line
    twice = pack(tmp_path, "", more={"second/upload_apps.py": "", "second/apps/x": ""})
    assert "found 2" in twice.upload(tmp_path).line
