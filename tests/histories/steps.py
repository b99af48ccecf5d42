"""The steps of a history: edits of tenant files, commands, and what people do in the web application."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.histories.stack import Stack
from tests.histories.world import How, World

SLUGS = ("acme", "beta", "corp")
PICK = st.integers(0, 2)
TROUBLE = st.tuples(st.sampled_from(["kill", "lose", "reject"]), st.integers(1, 9), st.booleans())
HOW = st.one_of(
    st.just(How()),
    st.just(How()),
    st.builds(How, refresh=st.booleans(), continues=st.booleans(), trouble=st.none() | TROUBLE),
    st.just(How(only=True)),
)


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


Person = Callable[[World, str, str], None]


def own_queue(world: World, company: str, admin: str) -> None:
    world.home.call("queues.create", {"name": "gpu", "tags": ["ours"]}, impersonate=admin)
    world.contested = True  # a file that lists it needs `adopt`


def own_user(world: World, company: str, admin: str) -> None:
    fields = {"company": company, "name": "Eve", "email": f"eve@{company[:8]}.example", "role": "admin"}
    world.home.call("auth.create_user", fields)


def own_key(world: World, company: str, admin: str) -> None:
    world.home.call("auth.create_credentials", {"label": "mine"}, impersonate=admin)


def own_entry(world: World, company: str, admin: str) -> None:
    body = {"emails": [f"carol@{company[:8]}.test"], "role": "user"}
    world.home.call("login.add_whitelist_entries", body, impersonate=admin)


def own_tags(world: World, company: str, admin: str) -> None:
    for row in world.home.state()["queues"]:
        if row["company"] == company and row["name"] == "default":
            world.home.call("queues.update", {"queue": row["id"], "tags": ["theirs"]}, impersonate=admin)


def soft_delete(world: World, company: str, admin: str) -> None:
    """The vendor's soft deletion of a company, which can be undone."""
    name = world.objects().companies[company]["name"]
    world.home.call("tenants.delete_tenant", {"tenant": company, "name": name, "force": True})
    world.disturbed = world.contested = True


PEOPLE: tuple[Person, ...] = (own_queue, own_user, own_key, own_entry, own_tags, soft_delete)
