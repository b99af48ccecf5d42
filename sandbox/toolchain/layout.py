"""Names the folders and files of the sandbox in a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT = "clearml-platform"
SOURCES = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Layout:
    """The folders of one checkout; `root` is the folder of Pulumi.yaml."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment; Pulumi.yaml names the same folder."""
        return self.root / ".venv"

    @property
    def policy(self) -> Path:
        """The policy pack."""
        return self.root / "policy"

    @property
    def policy_venv(self) -> Path:
        """The virtual environment of the policy pack; PulumiPolicy.yaml names the same folder."""
        return self.policy / ".venv"

    @property
    def policy_launcher(self) -> Path:
        """What an engine that was built here takes for the policy pack; absent if the engine starts packs itself."""
        return self.sandbox / "policy" / "clearml-platform"

    @property
    def sandbox(self) -> Path:
        """The git-ignored folder of everything that set-up and the sandbox create."""
        return self.root / ".sandbox"

    @property
    def bin(self) -> Path:
        """The executables that set-up installed; no engine among them if the official CLI is used."""
        return self.sandbox / "bin"

    @property
    def logs(self) -> Path:
        """The whole output of each set-up step."""
        return self.sandbox / "log"

    @property
    def engine_record(self) -> Path:
        """Which engine was chosen by the last set-up."""
        return self.sandbox / "engine.json"

    @property
    def lock(self) -> Path:
        """Held while something changes the sandbox."""
        return self.sandbox / "lock"

    @property
    def pulumi_home(self) -> Path:
        """PULUMI_HOME: plugins, workspaces and logs of the CLI."""
        return self.sandbox / "pulumi-home"

    def plugin(self, name: str, version: str) -> Path:
        """The folder in which the engine looks for a resource plugin of one version."""
        return self.pulumi_home / "plugins" / f"resource-{name}-v{version}"

    @property
    def state(self) -> Path:
        """The file backend."""
        return self.sandbox / "state"

    @property
    def backend_url(self) -> str:
        """The URL of the file backend.

        Without `metadata=skip` each checkpoint is two files, and a kill between the writes makes a stack unreadable.
        """
        return f"{self.state.as_uri()}?metadata=skip"

    def stack_file(self, stack: str) -> Path:
        """The checkpoint that exists exactly when the stack does."""
        return self.state / ".pulumi" / "stacks" / PROJECT / f"{stack}.json"

    def stack_locks(self, stack: str) -> Path:
        """The folder of the file backend's locks on a stack."""
        return self.state / ".pulumi" / "locks" / "organization" / PROJECT / stack

    @property
    def archives(self) -> Path:
        """Stand-ins for the files that the vendor delivers; Pulumi.dev.yaml names them."""
        return self.sandbox / "archives"

    @property
    def simulator(self) -> Path:
        """Data and process record of the demo's ClearML simulator."""
        return self.sandbox / "clearml"

    @property
    def kubernetes(self) -> Path:
        """Data of the demo's Kubernetes cluster."""
        return self.sandbox / "kubernetes"


HERE = Layout(SOURCES.parents[1])


def passphrase() -> str:
    """Return the throw-away passphrase: it protects the sandbox's throw-away secrets and nothing else."""
    return (SOURCES / "passphrase").read_text().strip()
