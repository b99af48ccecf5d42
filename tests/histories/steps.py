"""The steps of a history: edits of tenant files, commands, and what people do in the web application."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.histories.engine.state import Resource
from tests.histories.stack import Stack
from tests.histories.world import How, World

SLUGS = ("acme", "beta", "corp")
PICK = st.integers(0, 2)
TROUBLE = st.tuples(st.sampled_from(["kill", "lose", "reject"]), st.integers(1, 6), st.booleans())
HOW = st.one_of(
    st.just(How()),
    st.builds(How, refresh=st.booleans(), continues=st.booleans()),
    st.builds(How, refresh=st.booleans(), continues=st.booleans(), trouble=TROUBLE),
    st.just(How(only=True)),
)
"""How most commands are run. The simplest comes first, because a failing history shrinks to it."""


def tenant(slug: str, **keys: Any) -> dict[str, Any]:
    """The content of a tenant file."""
    usual = {
        "name": slug.title(),
        "admin": {"name": "Admin", "email": f"admin@{slug}.example"},
        "deletion": "delete",
        "login": {"domains": [f"{slug}.example"], "users": [f"bob@{slug}.test"]},
        "workers": {"queues": {"default": {}}},
    }
    return usual | keys


def nth(stack: Stack, pick: int) -> str:
    """One of the stack's tenants; an empty string if it has none."""
    slugs = sorted(stack.files)
    return slugs[pick % len(slugs)] if slugs else ""


def rename(stack: Stack, slug: str, *, how: str) -> str:
    """Rename a file, with `formerly`, with `adopt` or with neither; return the new slug."""
    new, content = f"{slug[:4]}{len(slug) - 3}" if len(slug) < 7 else f"n{slug[1:]}", stack.files.pop(slug)
    company = stack.state.of("Company").get(slug)
    content = {key: value for key, value in content.items() if key not in ("formerly", "adopt")}
    if how == "formerly" and company is not None:
        content["formerly"] = slug
    elif how == "adopt" and company is not None:
        content["adopt"] = company.id
    stack.files[new] = content
    return new


def merge(stack: Stack, source: str, target: str) -> None:
    """Put the login rules of one file into another one and remove it."""
    gone, kept = stack.files.pop(source), stack.files[target]
    kept["login"] = {
        key: sorted({*kept.get("login", {}).get(key, []), *gone.get("login", {}).get(key, [])})
        for key in ("domains", "users")
    }


def move(stack: Stack, source: str, target: str, what: str) -> None:
    """Move all domains, all addresses or the admin from one file to another."""
    one, other = stack.files[source], stack.files[target]
    if what == "admin":
        other["admin"] = {"name": "Admin", "email": one["admin"]["email"]}
        one["admin"] = {"name": "Admin", "email": f"new-admin@{source}.example"}
        return
    moved = one.get("login", {}).get(what, [])
    one["login"] = {**one.get("login", {}), what: []}
    other["login"] = {**other.get("login", {}), what: sorted({*other.get("login", {}).get(what, []), *moved})}


Person = Callable[[World, Resource], None]
"""What a person does in a tenant's company, with the rights of its admin."""


def own_queue(world: World, admin: Resource) -> None:
    with world.web_application() as server:
        server.call("queues.create", {"name": "gpu", "tags": ["ours"]}, impersonate=admin.id)
    world.contested = True  # a file that lists it needs `adopt`


def own_user(world: World, admin: Resource) -> None:
    company = admin.inputs["company"]
    with world.web_application() as server:
        server.call("auth.create_user", {"company": company, "name": "Eve", "email": eve(company), "role": "admin"})


def own_key(world: World, admin: Resource) -> None:
    with world.web_application() as server:
        server.call("auth.create_credentials", {"label": "mine"}, impersonate=admin.id)


def own_entry(world: World, admin: Resource) -> None:
    body = {"emails": [carol(admin.inputs["company"])], "role": "user"}
    with world.web_application() as server:
        server.call("login.add_whitelist_entries", body, impersonate=admin.id)


def own_tags(world: World, admin: Resource) -> None:
    for row in world.home.state()["queues"]:
        if row["company"] == admin.inputs["company"] and row["name"] == "default":
            world.home.call("queues.update", {"queue": row["id"], "tags": ["theirs"]}, impersonate=admin.id)


def soft_delete(world: World, admin: Resource) -> None:
    """The vendor's soft deletion of a company, which can be undone."""
    company = admin.inputs["company"]
    name = world.objects().companies[company]["name"]
    world.home.call("tenants.delete_tenant", {"tenant": company, "name": name, "force": True})
    world.disturbed = world.contested = True


PEOPLE: tuple[Person, ...] = (own_queue, own_user, own_key, own_entry, own_tags, soft_delete)


def eve(company: str) -> str:
    """Address of a person in that company."""
    return f"eve@{company[:8]}.example"


def carol(company: str) -> str:
    """Address that a person has whitelisted in that company."""
    return f"carol@{company[:8]}.test"


def take_over_user(world: World, content: dict[str, Any], admin: Resource) -> None:
    """A person becomes the admin."""
    own_user(world, admin)
    email = eve(admin.inputs["company"])
    ids = [id_ for id_, user in world.objects().users.items() if user["email"] == email]
    content["admin"] = {"name": "Eve", "email": email, "adopt": ids[0]}


def take_over_queue(world: World, content: dict[str, Any], admin: Resource) -> None:
    """The file lists a queue that a person has made."""
    own_queue(world, admin)
    company = admin.inputs["company"]
    rows = world.objects().queues.items()
    ids = [id_ for id_, row in rows if (row["company"], row["name"]) == (company, "gpu")]
    content["workers"] = {"queues": {"gpu": {"adopt": ids[0]} if ids[0] in world.people else {}}}


def list_entry(world: World, content: dict[str, Any], admin: Resource) -> None:
    """The file lists an address that a person has whitelisted."""
    own_entry(world, admin)
    content["login"] = {**content.get("login", {}), "users": [carol(admin.inputs["company"])]}


TAKE_OVER: tuple[Callable[[World, dict[str, Any], Resource], None], ...] = (
    take_over_user,
    take_over_queue,
    list_entry,
)


def found_company(world: World, slug: str) -> dict[str, Any] | None:
    """A person makes a company with a user; the file adopts it. None if there is one already."""
    if any(row["name"] == slug.title() for row in world.objects().companies.values()):
        return None
    with world.web_application() as server:
        server.call("system.create_company", {"name": slug.title()})
        companies = world.objects().companies.items()
        (company,) = (id_ for id_, row in companies if row["name"] == slug.title())
        server.call("auth.create_user", {"company": company, "name": "Eve", "email": eve(company), "role": "admin"})
    return tenant(slug, adopt=company)
