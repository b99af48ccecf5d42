"""Owns the command `settings`: docs/settings.md, made from models and catalog, written or checked to be current.

It must not say anything itself about a key: models and catalog do.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from blueprint.catalog.charts import CHARTS, TRAPS, KnownChart, Trap
from blueprint.catalog.guide_settings import GUIDE_SETTINGS
from blueprint.catalog.guide_settings.row import ALWAYS, TENANT_FILE
from blueprint.catalog.server_settings import SERVER_SETTINGS
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.cluster import PeerSettings
from blueprint.settings.secrets import SECRETS
from fleet.generated import Generated
from fleet.reference.environment import ENVIRONMENT
from fleet.reference.keys import REQUIRED, ReferenceKey, keys

INTRODUCTION = f"""\
# Settings

<!-- Made by `python -m fleet settings`; do not edit. -->

What a stack's configuration `Pulumi.<stack>.yaml` can say, and where everything goes that the vendor's two guides have
an operator type. A tenant's own settings are in [tenant-file.md](tenant-file.md). `python -m fleet check` validates a
stack without a cluster or a server; unknown keys are errors that name the nearest.

Keys stand below `{NAMESPACE}:`, as in `{NAMESPACE}:cluster: {{context: production}}`. A part of the platform that is
not configured is not touched."""
CHARTS_USED = """\
Keys of every `chart` above. What is left out comes from here; a chart without a version needs one in the settings."""
SECRET_KEYS = f"""\
Each is a key of its own, always encrypted: `pulumi config set --secret {NAMESPACE}:<key>` asks for the value. A
secret that the stack does not use is an error."""
GUIDES = """\
"guide" is the vendor's multi-tenant guide of 2025-04-03, "tenant guide" its multi-tenancy page, "metering" its event
metering page of 2026. Defects of the guides are not repeated here; the last column says which."""
SERVER = """\
They reach the apiserver as `apiserver.extraEnvs` of its chart, written so that the server reads what was meant; secret
ones from the Secret `clearml-server-settings`. `{…}` and `<…>` stand for a name of your choice."""


def page() -> str:
    """Return the page's text, the same for the same models."""
    return "\n\n".join(_sections()) + "\n"


KEY_HEAD = ("key", "value", "default", "meaning")
PAGE = Generated(Path("docs/settings.md"), "python -m fleet settings", page, "a page")


def _sections() -> Iterator[str]:
    yield INTRODUCTION
    yield "## Keys"
    yield _table(KEY_HEAD, map(_key, keys()))
    yield "### Charts"
    yield CHARTS_USED
    yield _table(KEY_HEAD, map(_key, keys(ChartSettings)))
    yield _table(("chart", "usual place", "the guide's form", "version"), map(_chart, CHARTS.values()))
    yield "What surprises in versions of a chart is also said by `python -m fleet check`:"
    yield _table(("chart", "from", "before", "such a version"), map(_trap, TRAPS))
    yield "### Peers"
    yield _table(KEY_HEAD, map(_key, keys(PeerSettings)))
    yield "## Secrets"
    yield SECRET_KEYS
    rows = ((_code(each.key), each.when, each.meaning) for each in SECRETS)
    yield _table(("key", "needed", "meaning"), rows)
    yield "## Environment"
    yield _table(("variable", "wins over"), ((_code(name), meaning) for name, meaning in ENVIRONMENT))
    yield "## Where the guides' settings go"
    yield GUIDES
    yield "### Environment settings of the server"
    yield SERVER
    yield _table(("environment setting", "kind", "setting here", "meaning", "guide", "mended"), _server_rows())
    for heading, settings in GUIDE_SETTINGS:
        yield f"### {heading}"
        given = ((_code(row.name), row.of, _place(row.setting), row.lands, row.fix) for row in settings)
        yield _table(("guide's name", "of", "setting here", "becomes", "mended"), given)


def _key(key: ReferenceKey) -> tuple[str, ...]:
    return (_code(key.path), key.value, key.default if key.default == REQUIRED else _code(key.default), key.meaning)


def _chart(chart: KnownChart) -> tuple[str, ...]:
    place = chart.repository or chart.reference or "an archive from the vendor"
    return (_code(chart.name), place, _code(chart.guide or ""), chart.version or "")


def _trap(trap: Trap) -> tuple[str, ...]:
    return (_code(trap.chart.name), trap.since or "", trap.until or "", trap.text)


def _server_rows() -> Iterator[tuple[str, ...]]:
    for row in SERVER_SETTINGS:
        yield (_code(row.variable), row.kind, _code(row.setting), row.meaning, row.source, row.fix or "")


def _place(setting: str) -> str:
    """A key is code; that something is always so is not."""
    tenants = setting.removeprefix(TENANT_FILE)
    if tenants != setting:
        return f"{TENANT_FILE}{_code(tenants)}"
    return setting if setting == ALWAYS else _code(setting)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """A bar would end the cell, and `<name>` outside code would be taken for HTML."""
    parts = text.replace("|", "\\|").split("`")
    return "`".join(part if odd % 2 else part.replace("<", "&lt;") for odd, part in enumerate(parts))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
