"""Where everything of one cluster lives: one folder, removed with the cluster. It must not create anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """The data folder of one cluster; `root` is absolute."""

    root: Path

    @property
    def bin(self) -> Path:
        """Links to the programs: what was started through them is this cluster's, and nothing else is."""
        return self.root / "bin"

    @property
    def etcd(self) -> Path:
        """The database: what survives a restart."""
        return self.root / "etcd"

    @property
    def certificates(self) -> Path:
        """The API server's own certificate, of its own making."""
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
        """Who may log in, in the API server's form."""
        return self.root / "tokens.csv"

    @property
    def account_key(self) -> Path:
        """What signs the tokens of service accounts."""
        return self.root / "service-accounts.key"

    @property
    def kubeconfig(self) -> Path:
        """How to reach the cluster as its administrator."""
        return self.root / "kubeconfig"

    @property
    def whole(self) -> Path:
        """There from the moment at which a start has done everything."""
        return self.root / "whole"

    @property
    def logs(self) -> Path:
        """One file for each program."""
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
        """Held while the cluster is started or stopped; beside the folder, for it outlives that."""
        return self.root.with_name(f".{self.root.name}.lock")
