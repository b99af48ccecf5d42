"""The search for canary secrets finds leaks."""

import base64
import json
from pathlib import Path

import pytest

from tests.live.platform.canary import files, found

SECRET = 'p"ss/word-5e1d'


@pytest.mark.parametrize(
    "text",
    [
        f"token={SECRET};",
        json.dumps({"token": SECRET}),
        "https://x.example/?token=p%22ss%2Fword-5e1d",
        *(base64.b64encode(f"{'user:'[:shift]}{SECRET}, and more".encode()).decode() for shift in range(4)),
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_found_in_every_encoding(text: str) -> None:
    assert found({"token": SECRET, "other": "else"}, text) == {"token"}


def test_files_are_read_and_links_are_not(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "program.py").write_text("x")
    folder = tmp_path / "stack"
    (folder / "state").mkdir(parents=True)
    (folder / "state" / "test.json").write_text("y")
    (folder / "program").symlink_to(tmp_path / "outside")
    assert files(folder) == {"state/test.json": "y"}
