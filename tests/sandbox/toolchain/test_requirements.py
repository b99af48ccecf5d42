"""The committed requirements files are exact, hashed and free of host names."""

from pathlib import Path


def test_the_committed_requirements_are_exact_hashed_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = Path(name).read_text()
        rows = [row for row in text.splitlines() if row and not row.startswith((" ", "#"))]
        assert len(rows) > 30
        assert all("==" in row and row.endswith("\\") for row in rows)
        assert text.count("--hash=sha256:") >= len(rows)
        assert "://" not in text
        assert "--index" not in text


def test_both_requirements_files_agree_on_every_version() -> None:
    program, everything = (
        {row.split(" ")[0] for row in Path(name).read_text().splitlines() if "==" in row and row[0] not in " #"}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert program - everything == set()
