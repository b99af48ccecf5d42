"""Decides whether this stack created a group of users: its id follows from company and name."""

import uuid
from collections.abc import Iterable

from providers.clearml.api.people import UserGroupRecord

GROUP_IDS = uuid.UUID("0b6f3f6a-6a2e-5d0c-9f55-5b9f6f3f4c0e")
"""UUID namespace of the group ids. A different one would create all groups again."""


def own_group_id(company: str, name: str) -> str:
    """Id of the group that this program creates with this name in the company."""
    return uuid.uuid5(GROUP_IDS, f"{company}/{name}").hex


def foreign_group(groups: Iterable[UserGroupRecord], company: str, name: str) -> str | None:
    """Why a group of the name is not this program's, and what to do; None if it is, or if there is none."""
    named = [group for group in groups if group.name == name]
    own = own_group_id(company, name)
    if not named or any(group.id == own for group in named):
        return None
    message = f"a group with this name exists (id {named[0].id}) that this stack did not create"
    return f"{message}; set `existing: true` in its entry to manage only members, or rename the entry"
