"""Derived names: the one source of every name that more than one place must agree on."""

import pulumi


def label_prefix(slug: str) -> str:
    """How the labels of a tenant's key pairs begin, such as `clearml-platform:dev:acme:`.

    Purpose and generation follow. The label is how we know our own key pairs again, so it must stay as it is.
    """
    return f"{pulumi.get_project()}:{pulumi.get_stack()}:{slug}:"
