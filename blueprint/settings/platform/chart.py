"""Settings of a Helm release: the source of its chart, and install options.

Default coordinates are in `blueprint.catalog.charts`.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from blueprint.settings.checking.expect import WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.secret_values import SecretValues
from blueprint.settings.words.kubernetes import ChartReference, Url, Version
from blueprint.settings.words.open_values import ChartValues


class ChartSettings(Model):
    """A chart and the options of its release. Omitted keys default to the catalog, `blueprint.catalog.charts`."""

    reference: ChartReference | None = None
    """Chart reference: `oci://…`; `alias/name` for a repository added by `helm repo add`; `./path` for a folder or
    archive; or the chart's bare name together with `repository`."""
    repository: Url | None = None
    """URL of a public classic chart repository; a private one needs `helm repo add`."""
    version: Version | None = None
    """Exact chart version. Required if the catalog does not pin one; a local chart has its own version."""
    values: ChartValues = Field(default_factory=dict)
    """Helm values, merged last over the generated ones: mappings are merged key by key, lists of `{name, …}` such as
    environment variables by `name`, and anything else is replaced. An empty list removes no named entry."""
    secret_values: SecretValues = Field(default_factory=dict)
    """Helm values that are secrets, merged over `values`: the same keys, with the name of a secret in place of each
    value. The value itself is the stack's secret `chartSecret-<name>`. For keys that cannot name a Kubernetes
    Secret."""
    timeout_seconds: Annotated[int, WholeExpectation(30, 7200)] = 900
    """Seconds that an install or upgrade may take before it counts as failed."""
    on_failure: Literal["rollback", "keep"] | None = None
    """What happens to an install or upgrade that fails. `rollback`: Helm restores the previous revision and removes a
    first install; `keep`: the new revision stays, and the run reports what to look at. By default, `keep` for charts
    with databases (server, Redis, billing), because an older database must not run on data that a newer one has
    migrated, and `rollback` for all others."""
    history: Annotated[int, WholeExpectation(1, 20)] = 5
    """Number of revisions that Helm keeps, each a Secret of up to 1 MiB in the release's namespace."""

    @property
    def is_local(self) -> bool:
        """Whether the chart is a local folder or archive, whose name and version come from its Chart.yaml."""
        return self.reference is not None and self.reference.startswith("./")

    @model_validator(mode="after")
    def match_reference_and_repository(self) -> "ChartSettings":
        """Require a repository with a bare chart name, and refuse it with any other reference."""
        bare = self.reference is not None and "/" not in self.reference
        if bare and self.repository is None:
            raise mismatch("the repository of a chart given by its bare name", found="nothing", at="repository")
        if self.repository is not None and self.reference is not None and not bare:
            raise mismatch("a bare chart name with repository", found=f"'{self.reference}'", at="reference")
        return self
