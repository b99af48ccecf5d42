"""The golden files: settings in, values and manifests out. `python -m tests.values.golden_files` writes them anew.

Comments in a golden file say which defect of the guide a line mends; they stay before the line that they stand before.
"""

from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from components.values import billing, cdmo, clearml_enterprise, gpu_operator, redis
from components.values.namespaces import platform_namespaces
from components.values.network_policies import policies
from settings.expect import Context
from settings.platform import Platform

FOLDER = Path(__file__).parent / "golden"
SETS = ("guide", "newest")
CHECKSUM = "checksum-of-the-secrets"
ARCHIVE = "clearml-billing-1.1.0.tgz"
EXTRA_FEATURES = frozenset({"custom_thing"})


def _yaml() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda _data: True
    return yaml


def platform(name: str) -> Platform:
    """The settings of a set. The current folder must hold a file named as the guide's archive, if empty."""
    raw = YAML(typ="safe").load(FOLDER / name / "settings.yaml")
    return Platform.model_validate(raw, context=Context(extra_features=EXTRA_FEATURES), by_alias=True, by_name=False)


def files(settings: Platform) -> Mapping[str, list[Any]]:
    """File name → its YAML documents."""
    gpu, store = settings.gpu, settings.redis
    assert gpu is not None
    assert gpu.cdmo is not None
    assert store is not None
    made: dict[str, list[Any]] = {
        "clearml-enterprise.yaml": [clearml_enterprise.values(settings, CHECKSUM)],
        "gpu-operator.yaml": [gpu_operator.values(gpu)],
        "clearml-dynamic-mig-operator.yaml": [cdmo.values(gpu.cdmo)],
        "redis.yaml": [redis.values(store, CHECKSUM)],
        "namespaces.yaml": list(platform_namespaces(settings).values()),
        "network-policies.yaml": [one for some in policies(settings).values() for one in some],
    }
    if settings.billing.mode == "chart":
        made["clearml-billing.yaml"] = [billing.values(settings.billing)]
    return made


def text(documents: list[Any]) -> str:
    """YAML of the documents."""
    written = StringIO()
    _yaml().dump_all(documents, written)
    return written.getvalue()


def is_comment(line: str) -> bool:
    """Whether a line says nothing to YAML."""
    return line.lstrip().startswith("#")


def commented(new: str, old: str) -> str:
    """`new` with the comments of `old`, each before the line that it stood before; the n-th of equal lines stays n-th.

    Raises KeyError when such a line is gone: its comment must go or move by hand.
    """
    comments = dict(_comments(old))
    lines: list[str] = []
    for key, line in _numbered(new.splitlines()):
        lines += [*comments.pop(key, []), line]
    if comments:
        raise KeyError(f"comments without their line: {comments}")
    return "\n".join(lines) + "\n"


def _comments(old: str) -> Iterator[tuple[tuple[str, int], list[str]]]:
    held: list[str] = []
    counted = _numbered([line for line in old.splitlines() if not is_comment(line)])
    for line in old.splitlines():
        if is_comment(line):
            held.append(line)
            continue
        key, _ = next(counted)
        if held:
            yield key, held
        held = []


def _numbered(lines: list[str]) -> Iterator[tuple[tuple[str, int], str]]:
    seen: dict[str, int] = {}
    for line in lines:
        seen[line] = seen.get(line, 0) + 1
        yield (line, seen[line]), line


def write() -> None:
    """Write every golden file anew, comments kept."""
    Path(ARCHIVE).touch()
    try:
        for name in SETS:
            for file, documents in files(platform(name)).items():
                path = FOLDER / name / file
                path.write_text(commented(text(documents), path.read_text() if path.exists() else ""))
    finally:
        Path(ARCHIVE).unlink()


if __name__ == "__main__":
    write()
