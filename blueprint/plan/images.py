"""Decides which images lie below the registries and repositories that tenants may use."""

from collections.abc import Iterable

DEFAULT_REGISTRY = "docker.io"


def prefixes(sources: Iterable[str]) -> tuple[str, ...]:
    """What the full name of an allowed image starts with, once `/` is added to it.

    A repository stands for its tags and digests and all repositories below it, a registry for everything in it.
    """
    return tuple(prefix for source in sources for prefix in _prefixes(source))


def allowed(image: str, sources: Iterable[str]) -> bool:
    """Whether the image is below one of the sources."""
    return f"{full_name(image)}/".startswith(prefixes(sources))


def full_name(image: str) -> str:
    """The image as container runtimes complete it (distribution/reference, normalize.go)."""
    if "/" not in image:
        return f"{DEFAULT_REGISTRY}/library/{image}"
    return image if _has_registry(image) else f"{DEFAULT_REGISTRY}/{image}"


def _prefixes(source: str) -> tuple[str, ...]:
    name = source if _has_registry(source) else f"{DEFAULT_REGISTRY}/{source}"
    # A registry with a port of its own is another registry, so a bare host takes no colon.
    return (f"{name}/", f"{name}:", f"{name}@") if "/" in name else (f"{name}/",)


def _has_registry(image: str) -> bool:
    first = image.split("/")[0]
    return "." in first or ":" in first or first == "localhost" or first != first.lower()
