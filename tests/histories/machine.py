"""Random histories as a state machine of hypothesis, which shrinks a failing history to a short one."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.histories import steps
from tests.histories.engine.state import Resource
from tests.histories.server import reachable
from tests.histories.stack import Stack
from tests.histories.steps import HOW, PICK, SLUGS
from tests.histories.world import How, World

EXAMPLES = settings(
    max_examples=int(os.environ.get("HISTORIES", "250")),
    stateful_step_count=8,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
"""250 histories per test module, the same in each run; HISTORIES=2000 HISTORIES_SEED=7 tries others."""
SEED = int(os.environ.get("HISTORIES_SEED", "1"))
STACK = st.sampled_from(["dev", "dev", "dev", "staging"])


@cache
def _two_tenants(*, has_uid: bool) -> World:
    """The stack dev with two tenants, which most histories start with."""
    folder = Path(tempfile.mkdtemp(prefix="histories-"))
    try:
        world = World.of(folder, has_uid=has_uid)
        with reachable(world.servers):
            world.stacks["dev"].files = {slug: steps.tenant(slug) for slug in SLUGS[:2]}
            assert world.up("dev").ok
    finally:
        shutil.rmtree(folder)
    return world


class Histories(RuleBasedStateMachine):
    """Each rule is one step: an edit or an act of a person, and a run. `World` judges the run."""

    world: World
    has_uid = True
    """Whether the servers report their identity."""

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self._folder = Path(tempfile.mkdtemp(prefix="history-"))

    @initialize(full=st.booleans(), deletion=st.sampled_from(["delete", "delete", "retain", "protect"]))
    def begin(self, full: bool, deletion: str) -> None:
        original = _two_tenants(has_uid=self.has_uid) if full else None
        self.world = World.of(self._folder, original, has_uid=self.has_uid)
        self._open.enter_context(reachable(self.world.servers))
        if full and deletion != "delete":
            self._files("dev")["acme"]["deletion"] = deletion
            self.world.up("dev")

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self._settle()
        finally:
            self._open.close()
            shutil.rmtree(self._folder)

    def _settle(self) -> None:
        """A last plain run completes everything, or says what to run; then there is nothing left to do."""
        for name, stack in self.world.stacks.items():
            if not stack.files and not stack.state.resources:
                continue
            run = self.world.up(name)
            if not run.ok and not self.world.contested and "in the settings of stack" not in run.problems[0]:
                assert "pulumi up --refresh" in " ".join(run.problems), f"no way on: {run.problems}"
                run = self.world.up(name, How(refresh=True))
                assert run.ok, f"`pulumi up --refresh` does not help: {run.problems}"
            if run.ok:
                if "adopt" in str(stack.files):
                    self.world.up(name)  # the first run that adopts something writes nothing to it
                again = self.world.up(name)
                assert (again.problems, again.steps) == ([], []), "the next run is not empty"

    def _stack(self, name: str) -> Stack:
        return self.world.stacks[name]

    def _files(self, name: str) -> dict[str, dict[str, Any]]:
        return self._stack(name).files

    # files

    @rule(name=STACK, slug=st.sampled_from(SLUGS), how=HOW)
    def add(self, name: str, slug: str, how: How) -> None:
        if slug in self._files(name):
            return
        self.world.contested |= self._is_taken(slug)
        self._files(name)[slug] = steps.tenant(slug)
        self.world.up(name, how, slug)

    @rule(name=STACK, pick=PICK, kind=st.sampled_from(["formerly", "adopt", "neither"]), how=HOW)
    def rename(self, name: str, pick: int, kind: str, how: How) -> None:
        slug = steps.nth(self._stack(name), pick)
        if not slug:
            return
        self.world.contested |= kind != "formerly"
        new = steps.rename(self._stack(name), slug, how=kind)
        self.world.up(name, how, new)

    @rule(pick=PICK, other=PICK, how=HOW)
    def merge(self, pick: int, other: int, how: How) -> None:
        source, target = (steps.nth(self._stack("dev"), one) for one in (pick, other))
        if source == target:
            return
        self.world.contested |= self.world.half_written
        self._expect_removal("dev", source)
        steps.merge(self._stack("dev"), source, target)
        self.world.up("dev", how, target)

    @rule(pick=PICK, other=PICK, what=st.sampled_from(["domains", "users", "admin"]), how=HOW)
    def move(self, pick: int, other: int, what: str, how: How) -> None:
        source, target = (steps.nth(self._stack("dev"), one) for one in (pick, other))
        if source != target:
            self.world.contested |= self.world.half_written  # a rule that no state has cannot be taken over
            steps.move(self._stack("dev"), source, target, what)
            self.world.up("dev", how, target)

    @rule(pick=PICK, state=st.sampled_from(["suspended", "active"]), how=HOW)
    def suspend(self, pick: int, state: str, how: How) -> None:
        self._edit("dev", pick, {"state": state}, how)

    @rule(pick=PICK, mode=st.sampled_from(["protect", "retain", "delete"]), how=HOW)
    def mode(self, pick: int, mode: str, how: How) -> None:
        self._edit("dev", pick, {"deletion": mode}, how)

    @rule(pick=PICK, generation=st.integers(1, 3), how=HOW)
    def rotate(self, pick: int, generation: int, how: How) -> None:
        self._edit("dev", pick, {"credentials": {"agent": {"generation": generation}}}, how)

    @rule(pick=PICK, queues=st.sets(st.sampled_from(["default", "gpu"])), how=HOW)
    def queues(self, pick: int, queues: set[str], how: How) -> None:
        self._edit("dev", pick, {"workers": {"queues": {queue: {} for queue in sorted(queues)}}}, how)

    @rule(pick=PICK, users=st.sets(st.sampled_from(["ci", "etl"])), how=HOW)
    def service_users(self, pick: int, users: set[str], how: How) -> None:
        self._edit("dev", pick, {"serviceUsers": {user: {} for user in sorted(users)}}, how)

    @rule(pick=PICK, number=st.integers(1, 2), how=HOW)
    def call_otherwise(self, pick: int, number: int, how: How) -> None:
        slug = steps.nth(self._stack("dev"), pick)
        self._edit("dev", pick, {"name": f"{slug.title()} {number}"}, how)

    @rule(pick=PICK, person=st.booleans(), how=HOW)
    def other_admin(self, pick: int, person: bool, how: How) -> None:
        """Another admin: a new one, or a person whom the tenant has made."""
        slug = steps.nth(self._stack("dev"), pick)
        company = self._stack("dev").state.of("Company").get(slug)
        email = steps.eve(company.id) if person and company else f"boss@{slug}.example"
        self.world.contested |= person
        self._edit("dev", pick, {"admin": {"name": "Boss", "email": email}}, how)

    @rule(name=STACK, pick=PICK, how=HOW)
    def remove(self, name: str, pick: int, how: How) -> None:
        slug = steps.nth(self._stack(name), pick)
        if slug:
            self._expect_removal(name, slug)
            del self._files(name)[slug]
            self.world.up(name, how, slug)

    # commands

    @rule(name=STACK, how=HOW, elsewhere=st.booleans())
    def up(self, name: str, how: How, elsewhere: bool) -> None:
        elsewhere = elsewhere and bool(self._stack(name).state.of("Company"))
        self.world.up(name, How(refresh=how.refresh, trouble=how.trouble, elsewhere=elsewhere))

    @rule(name=STACK, elsewhere=st.booleans())
    def refresh(self, name: str, elsewhere: bool) -> None:
        self.world.refresh(name, How(elsewhere=elsewhere and bool(self._stack(name).state.of("Company"))))

    @rule(name=STACK, how=HOW, elsewhere=st.booleans())
    def destroy(self, name: str, how: How, elsewhere: bool) -> None:
        elsewhere = elsewhere and bool(self._stack(name).state.of("Company"))
        self.world.contested |= any(_stays(company) for company in self._stack(name).state.of("Company").values())
        self.world.destroy(name, How(trouble=how.trouble, continues=how.continues, elsewhere=elsewhere))

    # people

    @rule(pick=PICK, act=st.sampled_from(steps.PEOPLE))
    def person(self, pick: int, act: steps.Person) -> None:
        admin = self._admin(pick)
        if admin is not None:
            act(self.world, admin)

    @rule(pick=PICK, what=st.sampled_from(steps.TAKE_OVER), and_back=st.booleans(), how=HOW)
    def take_over(self, pick: int, what: Callable[..., None], and_back: bool, how: How) -> None:
        """A file takes over what a person has made; with `and_back`, the next run lets go of it again."""
        admin, files = self._admin(pick), self._files("dev")
        if admin is None or admin.name not in files:
            return
        before = deepcopy(files[admin.name])
        what(self.world, files[admin.name], admin)
        self.world.up("dev", how, admin.name)
        if and_back:
            files[admin.name] = before
            self.world.up("dev", how, admin.name)

    @rule(name=STACK, how=HOW)
    def adopt(self, name: str, how: How) -> None:
        """A file adopts a company that people have made."""
        content = None if "found" in self._files(name) else steps.found_company(self.world, "found")
        if content is not None:
            self._files(name)["found"] = content
            self.world.up(name, how, "found")

    def _admin(self, pick: int) -> Resource | None:
        """The admin of a tenant whose company is there."""
        admins = self._stack("dev").state.of("User")
        if not admins:
            return None
        admin, objects = admins[sorted(admins)[pick % len(admins)]], self.world.objects()
        there = admin.id in objects.users and objects.companies[admin.inputs["company"]]["active"]
        return admin if there else None

    def _edit(self, name: str, pick: int, keys: dict[str, Any], how: How) -> None:
        slug = steps.nth(self._stack(name), pick)
        if slug:
            self._files(name)[slug] |= keys
            self.world.up(name, how, slug)

    def _expect_removal(self, name: str, slug: str) -> None:
        """A protected tenant's file cannot be removed; a company that is retained keeps its name."""
        company = self._stack(name).state.of("Company").get(slug)
        self.world.contested |= company is None or _stays(company)

    def _is_taken(self, slug: str) -> bool:
        """Whether a file or the server has something that a new tenant of this slug would have."""
        files = [str(stack.files) for stack in self.world.stacks.values()]
        objects = self.world.objects()
        names = [row["name"] for row in objects.companies.values()]
        emails = [str(row["email"]) for row in objects.users.values()]
        values = " ".join([*files, *names, *emails])
        return slug.title() in values or f"{slug}.example" in values


def _stays(company: Resource) -> bool:
    """Whether the company, and so its name and its admin, stay on the server when its tenant is removed."""
    return company.inputs.get("deletion", "protect") != "delete" or "adopt" in company.inputs
