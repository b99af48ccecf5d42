"""The sandbox's archive uploaded to the simulator: both command lines, and a wrong key."""

from pathlib import Path

import pytest

from sandbox.charts import applications
from tests.commands.vendor_archive import Archive
from tests.sandbox.clearml.process import KeyPair, new_pair, simulator


def upload(home: Path, url: str, pair: KeyPair, command_line: str) -> tuple[int, str, str]:
    archive = Archive(applications.write(home))
    keys = {"APPS_ACCESS_KEY": pair.access_key, "APPS_SECRET_KEY": pair.secret_key}
    result = archive.upload(home, APPS_HOST=url, APPS_COMMAND_LINE=command_line, **keys)
    return result.code, result.out.strip(), result.err


@pytest.mark.parametrize("command_line", ["key", "user"])
def test_applications_are_uploaded_and_a_wrong_key_is_reported(tmp_path: Path, command_line: str) -> None:
    with simulator(profile="enterprise") as server:
        code, out, err = upload(tmp_path, server.url, server.root, command_line)
        assert (code, err) == (0, "")
        assert out.startswith("applications of ")
        assert server.calls() != []
        wrong = KeyPair(new_pair("wrong").access_key, "-secret-that-begins-like-an-option")
        code, out, err = upload(tmp_path, server.url, wrong, command_line)
    assert (code, out) == (1, "")
    assert "401" in err
    assert wrong.secret_key not in err
