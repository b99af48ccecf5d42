"""What the files of a stack allow a run to take away: everything else must stay as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.histories.engine.state import Resource
from tests.histories.objects import Loss, Objects
from tests.histories.stack import Stack

PROJECT = "clearml-platform"


@dataclass(frozen=True)
class Tenant:
    """One tenant as the state had it before the run, and its file at the run; None if the file is gone."""

    slug: str
    company: Resource
    others: tuple[Resource, ...]
    file: Mapping[str, Any] | None
    label: str
    wanted: bool
    """Whether another file adopts the company."""
    admins: frozenset[str]
    """Addresses of the admins in all files: an admin can move to another tenant."""
    people: frozenset[str]
    """Ids of everything that people have made, which is not this stack's to delete."""

    @property
    def mode(self) -> str:
        """The deletion mode that the last run has applied to this tenant."""
        return str(self.company.inputs.get("deletion", "protect"))

    @property
    def ends(self) -> bool:
        """Whether the company may be deleted with everything in it."""
        found = self.company.id in self.people
        return self.file is None and self.mode == "delete" and not found and not self.wanted

    @property
    def _is_suspended(self) -> bool:
        return self.file is not None and self.file.get("state") == "suspended"

    @property
    def _admin(self) -> Resource | None:
        return next((one for one in self.others if one.kind == "User" and not one.outdated), None)

    def allows(self, loss: Loss, before: Objects) -> bool:
        """Whether file and state allow this loss in the tenant's company."""
        if self.ends:
            return True
        return bool(getattr(self, f"_allows_{loss.kind}")(loss, before))

    def _allows_company(self, loss: Loss, before: Objects) -> bool:
        return False

    def _allows_name(self, loss: Loss, before: Objects) -> bool:
        return self.file is not None

    def _allows_tags(self, loss: Loss, before: Objects) -> bool:
        return False

    def _allows_user(self, loss: Loss, before: Objects) -> bool:
        """An admin whom this stack created and who is no longer the admin, and service users that left the file."""
        if loss.id in self.people:
            return False
        admins = [one for one in self.others if one.kind == "User" and one.id == loss.id]
        if self.file is None and admins and all(one.outdated for one in admins):
            return True  # an earlier file has replaced this admin
        if self.file is None:
            return self.mode != "protect" and any(one.inputs["email"] in self.admins for one in admins)
        if admins:
            return all(one.inputs["email"] != self.file["admin"]["email"] for one in admins)
        services = {one.id: one for one in self.others if one.kind == "ServiceUser"}
        return loss.id in services and services[loss.id].name.split("/")[1] not in self.file.get("serviceUsers", {})

    def _allows_key(self, loss: Loss, before: Objects) -> bool:
        """Keys of this tenant that the state does not have, or that no longer match the file."""
        key = before.keys[loss.id]
        if self._is_suspended:
            return True
        label = key["label"] or ""
        if not label.startswith(self.label):
            return self._is_of_ending_user(key["user"]) or (not label and before.users[key["user"]]["service"])
        if self.file is None:
            return self.mode != "protect"
        held = [one for one in self.others if one.kind == "Credentials" and _access_key(one) == loss.id]
        return not held or held[0].outdated or not self._is_right(held[0])

    def _is_of_ending_user(self, user: str) -> bool:
        return self._allows_user(Loss("user", user, "", ""), Objects({}, {}, {}, {}, frozenset(), frozenset()))

    def _is_right(self, pair: Resource) -> bool:
        """Whether a key pair of the state is what the file asks for."""
        assert self.file is not None
        purpose, generation = pair.inputs["purpose"], pair.inputs.get("generation", 1)
        if "/service-users/" in pair.name:
            key = pair.name.rpartition("/")[2]
            terms = self.file.get("serviceUsers", {}).get(key)
            return terms is not None and bool(generation == terms.get("generation", 1))
        terms = ({"agent": {}} | self.file.get("credentials", {})).get(purpose)
        admin = self._admin
        same_admin = admin is not None and pair.inputs["member"]["user"] == admin.id
        stays = same_admin and admin is not None and admin.inputs["email"] == self.file["admin"]["email"]
        return terms is not None and stays and bool(generation == terms.get("generation", 1))

    def _allows_queue(self, loss: Loss, before: Objects) -> bool:
        held = next((one for one in self.others if one.kind == "Queue" and one.id == loss.id), None)
        if held is None or self.file is None or loss.id in self.people:
            return False
        return held.inputs["name"] not in self.file.get("workers", {}).get("queues", {})

    def _allows_domain(self, loss: Loss, before: Objects) -> bool:
        return self._allows_rule("domains", loss.id)

    def _allows_entry(self, loss: Loss, before: Objects) -> bool:
        if f"{loss.company} {loss.id}" in self.people:
            return self._is_suspended
        return self._allows_rule("users", loss.id) and self._allows_rule("admins", loss.id)

    def _allows_rule(self, key: str, value: str) -> bool:
        if self.file is None:
            return self.mode != "protect"
        return self._is_suspended or value not in self.file.get("login", {}).get(key, [])


def _access_key(pair: Resource) -> str:
    return str(pair.outputs["pair"]["access_key"])


def tenants(stack: Stack, people: frozenset[str], *, destroyed: bool = False) -> dict[str, Tenant]:
    """The tenants in the state of a stack, by company id, with the files as they are now. Read it before the run.

    `people` are ids of what people have made. With `destroyed` the files do not count, as in `pulumi destroy`.
    """
    files = {} if destroyed else stack.files
    adopted = {content.get("adopt") for content in files.values()}
    renamed = {content["formerly"]: slug for slug, content in files.items() if "formerly" in content}
    result = {}
    for slug, company in stack.state.of("Company").items():
        others = [one for one in stack.state.resources if one.inputs.get("tenant") == slug and one is not company]
        result[company.id] = Tenant(
            slug=slug,
            company=company,
            others=tuple(others),
            file=files.get(renamed.get(slug, slug)),
            label=f"{PROJECT}:{stack.name}:{slug}:",
            wanted=company.id in adopted,
            admins=frozenset(content["admin"]["email"] for content in files.values()),
            people=people,
        )
    return result
