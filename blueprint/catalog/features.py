"""Owns the features that a ClearML Enterprise server knows, as data.

The names are the enum of `system.update_company_settings` in the vendor's API reference (about server 3.30). The
meanings are short readings of the vendor's guides; a name that no guide explains says so. Look-up only: whether a
tenant has a feature is the business of `settings` and of the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class Feature:
    """One feature a company can have."""

    name: str
    meaning: str
    source: Literal["guide", "reference"]
    """`guide`: listed in the vendor's tenant guide; `reference`: only in the API reference's enum."""
    since: str | None = None
    """First server version, where the vendor states it."""
    no_op: bool = False
    """The server accepts the name and nothing changes: the function belongs to every tenant anyway."""


_LISTED = (
    Feature("app_management", "Upload, delete, enable and disable applications.", "guide"),
    Feature("applications", "See and run applications; managing them is app_management.", "guide"),
    Feature("config_vault", "Configuration vaults.", "guide"),
    Feature("data_management", "Hyper-Datasets; the server may leave the service out altogether.", "guide"),
    Feature("experiments", "Deprecated: all users may work with experiments anyway.", "guide", no_op=True),
    Feature("model_serving", "Model serving endpoints.", "guide"),
    Feature("permissions", "Edit the rules of role-based access control.", "guide"),
    Feature("pipelines", "Build and run pipelines.", "guide"),
    Feature("project_workloads", "In no guide; by its name, the workloads of projects.", "reference"),
    Feature("queue_management", "Create, change and delete queues.", "guide"),
    Feature("queues", "Deprecated: all users may work with queues anyway.", "guide", no_op=True),
    Feature("reports", "Reports.", "guide"),
    Feature("resource_dashboard", "The dashboard of compute resources.", "guide"),
    Feature("resource_policy", "Resource policies; where not enabled it may come as a trial.", "guide"),
    Feature("service_users", "Create and manage service users.", "guide"),
    Feature("show_app_gateways", "In no guide; by its name, app gateways in the UI.", "reference"),
    Feature("show_dashboard", "The UI's menu item Dashboard.", "guide"),
    Feature("show_datasets", "The UI's menu item Datasets.", "guide", since="3.25"),
    Feature("show_model_view", "The UI's menu item Models.", "guide"),
    Feature("show_orchestration", "The UI's menu item Orchestration.", "guide", since="3.25"),
    Feature("show_projects", "The UI's menu item Projects.", "guide"),
    Feature("sso_management", "The wizard for single sign-on.", "guide"),
    Feature("tenant_usages", "In no guide; by its name, a tenant's usage figures.", "reference"),
    Feature("user_management", "See users and groups, edit who is in an assignable group.", "guide"),
    Feature("user_management_advanced", "Admins create users directly, without an invitation.", "guide"),
)

FEATURES: Mapping[str, Feature] = MappingProxyType({feature.name: feature for feature in _LISTED})
"""Name: feature, all 25 of the reference's enum."""
