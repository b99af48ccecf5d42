"""Every test has its own simulator and stack, so that tests run alone and in any order."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live.tenants.stack import ACCESS_KEY, SECRET_KEY, Stack
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

SUPERVISOR = KeyPair(ACCESS_KEY, SECRET_KEY)
NewStack = Callable[..., Stack]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with a stack that has no tenants, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("blank")
    Stack.blank(folder)
    return folder


@pytest.fixture
def new_stack(blank: Path, tmp_path: Path) -> NewStack:
    """Return a function that opens a fresh stack for an address; further arguments are keys of `clearml:api`."""

    def opened(api: str, name: str = "stack", **options: object) -> Stack:
        folder = tmp_path / name
        shutil.copytree(blank, folder, symlinks=True)
        return Stack(folder, api, **options)

    return opened


@pytest.fixture
def server() -> Iterator[Simulator]:
    """An Enterprise server of the newest version."""
    with simulator(profile="enterprise", supervisor=SUPERVISOR) as running:
        yield running


@pytest.fixture
def stack(new_stack: NewStack, server: Simulator) -> Stack:
    """A fresh stack against that server."""
    return new_stack(server.url)
