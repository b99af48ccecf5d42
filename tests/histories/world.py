"""Two stacks on one server, a second server, and the judgement of each run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.histories.engine.run import Run
from tests.histories.engine.state import State
from tests.histories.objects import Loss, Objects
from tests.histories.said import PROJECT, Tenant, tenants
from tests.histories.server import ACCESS_KEY, SECRET_KEY, Server, Servers, Trouble
from tests.histories.stack import Stack

HOME, ELSEWHERE = "http://127.0.0.1:1", "http://127.0.0.1:2"
ANOTHER_SERVER = {
    "CLEARML_API_HOST": ELSEWHERE,
    "CLEARML_API_ACCESS_KEY": ACCESS_KEY,
    "CLEARML_API_SECRET_KEY": SECRET_KEY,
}


@dataclass(frozen=True)
class How:
    """How a command is run. `trouble` is the kind, the number of the writing call and whether the server did it."""

    refresh: bool = False
    continues: bool = False
    only: bool = False
    """`--target` of the tenant that the step is about."""
    trouble: tuple[str, int, bool] | None = None
    elsewhere: bool = False
    """Whether the environment has the address and the key pair of another server."""

    @property
    def complete(self) -> bool:
        return not (self.only or self.trouble or self.elsewhere)


@dataclass
class World:
    """Everything that one history changes."""

    servers: Servers
    stacks: dict[str, Stack]
    another_server: Mapping[str, str] = field(default_factory=lambda: ANOTHER_SERVER)
    """Environment variables that lead to another server."""
    modes: dict[str, str] = field(default_factory=dict)
    """The last deletion mode of each company that a stack has ever had."""
    people: frozenset[str] = frozenset()
    """Ids of everything that people have made in the web application."""
    disturbed: bool = False
    """Whether people have changed something that only a refresh can see."""
    half_written: bool = False
    """Whether a run was killed in a create, so that the server may have something that the state lacks."""
    contested: bool = False
    """Whether a refusal is right: a protected tenant without a file, or something that another has."""

    @classmethod
    def of(cls, folder: Path, original: "World | None" = None, *, has_uid: bool = True) -> "World":
        """A world without tenants, or a copy of another one."""
        data = None if original is None else original.home.site.store
        servers = Servers(Server(HOME, has_uid, original=data), Server(ELSEWHERE, has_uid))
        world = cls(servers, {name: Stack(name, HOME, folder / name) for name in ("dev", "staging")})
        if original is not None:
            world.modes = dict(original.modes)
            for name, stack in world.stacks.items():
                stack.files = deepcopy(original.stacks[name].files)
                stack.state = State(list(original.stacks[name].state.resources))
        return world

    @property
    def home(self) -> Server:
        return self.servers[HOME]

    def objects(self) -> Objects:
        return Objects.of(self.home.state())

    @contextmanager
    def web_application(self) -> Iterator[Server]:
        """The server for people: what they make with it is theirs."""
        before = self.objects().ids
        yield self.home
        self.people |= self.objects().ids - before

    def up(self, name: str, how: How = How(), slug: str = "") -> Run:
        """`pulumi up` of a stack, judged."""
        stack = self.stacks[name]
        targets = (f"**::{slug}*",) if how.only and slug else ()
        run = self._judge(name, how, lambda **options: stack.up(refresh=how.refresh, targets=targets, **options))
        if run.ok and how.complete:
            self.disturbed = self.disturbed and not how.refresh
            if not self.disturbed:
                self._require_served(stack)
        return run

    def refresh(self, name: str, how: How = How()) -> Run:
        """`pulumi refresh` of a stack, judged."""
        return self._judge(name, how, self.stacks[name].refresh)

    def destroy(self, name: str, how: How = How()) -> Run:
        """`pulumi destroy` of a stack, judged."""
        return self._judge(name, how, self.stacks[name].destroy, destroyed=True)

    def _judge(self, name: str, how: How, command: Callable[..., Run], *, destroyed: bool = False) -> Run:
        stack, before = self.stacks[name], self.objects()
        said = tenants(stack, self.people, destroyed=destroyed)
        self.modes |= {company: tenant.mode for company, tenant in said.items()}
        held = _held(stack)
        environ = self.another_server if how.elsewhere else {}
        self.home.trouble = Trouble(*how.trouble) if how.trouble else None
        try:
            run = command(environ=environ, continues=how.continues)
        finally:
            self.home.trouble = None
        forbidden = [loss for loss in before.lost(self.objects()) if not self._allowed(loss, before, said, stack)]
        assert not forbidden, "\n".join(["lost, and no file said so:", *map(str, forbidden), *run.problems])
        if how.elsewhere:
            assert _held(stack) == held, f"a run against another server lost a company: {run.steps}"
        self.disturbed |= run.unsure
        self.half_written |= run.killed and bool(run.steps) and run.steps[-1][0] in ("create", "replace")
        self._require_one_owner()
        _require_no_secret(run, stack)
        return run

    def _allowed(self, loss: Loss, before: Objects, said: Mapping[str, Tenant], stack: Stack) -> bool:
        tenant, company = said.get(loss.company), before.companies[loss.company]
        if tenant is not None and tenant.allows(loss, before):
            return True
        if not company["active"]:
            return self.modes.get(loss.company, "protect") != "protect"
        half_made = str(company["name"]).startswith(f"{PROJECT}:{stack.name}:")
        return half_made and (loss.kind == "name" or not before.people(loss.company))

    def _require_one_owner(self) -> None:
        owners: dict[str, str] = {}
        for stack in self.stacks.values():
            for slug, company in stack.state.of("Company").items():
                other = owners.setdefault(company.id, f"{stack.name}:{slug}")
                assert other == f"{stack.name}:{slug}", f"company {company.id}: {other} and {stack.name}:{slug}"

    def _require_served(self, stack: Stack) -> None:
        """After a complete run without an error, the server has exactly what the files ask for."""
        now, companies = self.objects(), stack.state.of("Company")
        for slug, content in stack.files.items():
            company = companies[slug].id
            assert now.companies[company]["active"], f"{slug}: the company was deleted"
            assert "adopt" in content or now.companies[company]["name"] == content["name"]
            admin = content["admin"]["email"]
            assert [one["email"] for one in now.people(company) if one["email"] == admin] == [admin], slug
            _require_rules(now, company, content)
            prefix = f"{PROJECT}:{stack.name}:{slug}:"
            owners = {one.id for one in stack.state.resources if one.kind in ("User", "ServiceUser")}
            rows = [(id_, key) for id_, key in now.keys.items() if key["user"] in owners]
            keys = {id_ for id_, key in rows if str(key["label"]).startswith(prefix)}
            assert keys == access_keys(stack, slug), f"{slug}: the server has other key pairs than the state"
            queues = {row["name"] for row in now.queues.values() if row["company"] == company}
            assert queues >= set(content.get("workers", {}).get("queues", {})), slug


def _held(stack: Stack) -> dict[str, str]:
    """The companies in the state. What is deleted with a company can leave the state before the server is asked."""
    return {name: company.id for name, company in stack.state.of("Company").items()}


def _require_rules(now: Objects, company: str, content: Mapping[str, Any]) -> None:
    login = {} if content.get("state") == "suspended" else content.get("login", {})
    domains = {domain for owner, domain in now.domains if owner == company}
    entries = {email for owner, email in now.entries if owner == company}
    assert domains >= set(login.get("domains", [])), (domains, login)
    assert entries >= {*login.get("users", []), *login.get("admins", [])}, (entries, login)


def access_keys(stack: Stack, slug: str) -> set[str]:
    """The tenant's key pairs in the state."""
    pairs = [one for one in stack.state.of("Credentials").values() if one.inputs["tenant"] == slug]
    return {one.outputs["pair"]["access_key"] for one in pairs}


def _require_no_secret(run: Run, stack: Stack) -> None:
    pairs = [one.outputs["pair"]["secret_key"] for one in stack.state.resources if one.kind == "Credentials"]
    text = "\n".join([*run.problems, *run.messages])
    assert not any(secret in text for secret in [*pairs, SECRET_KEY]), "a message contains a secret"
