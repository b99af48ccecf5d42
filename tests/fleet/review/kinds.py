"""The kinds of changes of which a preview is recorded; each is a change of files, made once for engine and report."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live.platform.site import merged
from tests.live.tenants import yaml_file

HERE = Path(__file__).parent
PROJECT = HERE / "project"
"""The stack `test` before the change."""
STACK = "test"
HOOLI = {
    "name": "Hooli",
    "admin": {"name": "Hal Hooli", "email": "hal@hooli.example"},
    "limits": {"users": 20},
    "workers": {
        "queues": {"default": {"fraction": 0.5, "maxPods": 1}},
        "gateway": {"host": "hooli.apps.clearml.example"},
    },
}


@dataclass(frozen=True)
class Files:
    """The files of the stack, in a folder."""

    folder: Path

    def tenant(self, slug: str, **keys: Any) -> None:
        """Change keys of a tenant's file, or write a new one; mappings are merged key by key."""
        self._merge(self.folder / "tenants" / STACK / f"{slug}.yaml", keys)

    def remove(self, slug: str) -> None:
        (self.folder / "tenants" / STACK / f"{slug}.yaml").unlink()

    def settings(self, section: str, **keys: Any) -> None:
        """Change keys of a section of the stack's settings."""
        self._merge(self.folder / f"Pulumi.{STACK}.yaml", {"config": {f"clearml:{section}": keys}})

    def _merge(self, path: Path, keys: Mapping[str, Any]) -> None:
        yaml_file.write(path, merged(yaml_file.read(path), keys))


def _nothing(files: Files) -> None:
    del files


@dataclass(frozen=True)
class Kind:
    """A change of the files; `charts` maps names of charts to new versions, `options` are those of the preview."""

    change: Callable[[Files], None] = _nothing
    options: tuple[str, ...] = ()
    charts: tuple[tuple[str, str], ...] = ()
    by_hand: str = ""
    """What is changed by hand before the preview, past the files: a function of `tests.live.review.by_hand`."""


def _rename(files: Files) -> None:
    files.tenant("acme", name="Acme Laboratories")


def _new_tenant(files: Files) -> None:
    files.tenant("hooli", **HOOLI)


def _limit(files: Files) -> None:
    files.tenant("initech", limits={"users": 8}, workers={"quota": {"gpuUnits": 1, "pods": 4}})


def _queue(files: Files) -> None:
    files.tenant("globex", workers={"queues": {"default": {"fraction": 0.5}, "whole": {"fraction": 1}}})


def _features(files: Files) -> None:
    files.tenant("acme", features={"enable": ["applications"], "exclude": ["app_management"]})


def _rotation(files: Files) -> None:
    files.tenant("initech", credentials={"agent": {"generation": 2}})
    files.tenant("globex", credentials={"agent": {"generation": 2}})


def _domain_moved(files: Files) -> None:
    files.tenant("acme", login={"domains": ["acme.example"]})
    files.tenant("globex", login={"domains": ["labs.acme.example"]})


def _gateway_host(files: Files) -> None:
    files.tenant("acme", workers={"gateway": {"host": "acme.gpu.clearml.example"}})


def _suspension(files: Files) -> None:
    files.tenant("globex", state="suspended")


def _removal(files: Files) -> None:
    files.remove("initech")


def _removal_of_protected(files: Files) -> None:
    files.remove("acme")


def _refused(files: Files) -> None:
    files.tenant("hooli", adopt="103ef87e1c40446397c4460d650a3986", **HOOLI)


def _everything(files: Files) -> None:
    for change in (_new_tenant, _rename, _domain_moved, _rotation, _queue, _gateway_host):
        change(files)
    files.remove("initech")


KINDS: Mapping[str, Kind] = {
    "nothing": Kind(),
    "new-tenant": Kind(_new_tenant),
    "rename": Kind(_rename),
    "limit": Kind(_limit),
    "queue": Kind(_queue),
    "features": Kind(_features),
    "rotation": Kind(_rotation),
    "domain-moved": Kind(_domain_moved),
    "gateway-host": Kind(_gateway_host),
    "suspension": Kind(_suspension),
    "chart-bump": Kind(charts=(("clearml-enterprise-agent", "6.15.0"),)),
    "server-bump": Kind(charts=(("clearml-enterprise", "11.0.3"),)),
    "replacement": Kind(options=("--replace", "**Company::initech")),
    "replacement-refused": Kind(options=("--replace", "**Company::acme")),
    "removal": Kind(_removal),
    "removal-refused": Kind(_removal_of_protected),
    "refused": Kind(_refused),
    "drift": Kind(options=("--refresh",), by_hand="drift"),
    "drift-conflict": Kind(options=("--refresh",), by_hand="other_field_manager"),
    "everything": Kind(_everything),
}


def changed(kind: Kind, folder: Path) -> Path:
    """Copy the stack's files to a new folder and change them."""
    shutil.copytree(PROJECT, folder)
    kind.change(Files(folder))
    return folder
