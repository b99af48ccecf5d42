"""Paths of the files of one cluster: one folder, removed with the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """The data folder of one cluster; `root` is absolute."""

    root: Path

    @property
    def bin(self) -> Path:
        """Links to the programs. A process started through one of them belongs to this cluster."""
        return self.root / "bin"

    @property
    def etcd(self) -> Path:
        """The database. It survives a restart."""
        return self.root / "etcd"

    @property
    def certificates(self) -> Path:
        """The API server's self-signed certificate and its key."""
        return self.root / "certificates"

    @property
    def certificate(self) -> Path:
        """The API server's certificate with the authority that signed it."""
        return self.certificates / "apiserver.crt"

    @property
    def certificate_key(self) -> Path:
        """The key of that certificate."""
        return self.certificates / "apiserver.key"

    @property
    def tokens(self) -> Path:
        """The tokens that the API server accepts."""
        return self.root / "tokens.csv"

    @property
    def account_key(self) -> Path:
        """The key that signs the tokens of service accounts."""
        return self.root / "service-accounts.key"

    @property
    def kubeconfig(self) -> Path:
        """The kubeconfig of the cluster's administrator."""
        return self.root / "kubeconfig"

    @property
    def complete(self) -> Path:
        """A marker that exists once a start has completed."""
        return self.root / "complete"

    @property
    def logs(self) -> Path:
        """One log file per program."""
        return self.root / "log"

    @property
    def stand_ins(self) -> Path:
        """The only programs that `kubectl exec` finds."""
        return self.root / "stand-ins"

    @property
    def gpus(self) -> Path:
        """The state of each node's GPUs."""
        return self.root / "gpus"

    @property
    def lock(self) -> Path:
        """Held while the cluster is started or stopped. It lies beside the folder because it outlives the folder."""
        return self.root.with_name(f".{self.root.name}.lock")
