"""Catalog of the features of a ClearML Enterprise server.

The names are the enum of `system.update_company_settings` in the vendor's API reference (about server 3.30). The
meanings summarise the vendor's guides; an entry that no guide explains is marked as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class Feature:
    """A feature that a company can have."""

    name: str
    meaning: str
    source: Literal["guide", "reference"]
    """`guide`: listed in the vendor's tenant guide; `reference`: only in the API reference's enum."""
    since: str | None = None
    """First server version with the feature, if the vendor states it."""
    no_op: bool = False
    """Whether the server accepts the name without effect, because every tenant has the function anyway."""
    needs_assignable_group: bool = False
    """Whether the feature only takes effect on groups that are `assignable`."""
    needs_server: bool = False
    """Whether the guide advises to enable the feature for the whole server too."""


_LISTED = (
    Feature("app_management", "Upload, delete, enable and disable applications.", "guide"),
    Feature("applications", "See and run applications; app_management covers managing them.", "guide"),
    Feature("config_vault", "Configuration vaults.", "guide"),
    Feature("data_management", "Hyper-Datasets; a server may be installed without this service.", "guide"),
    Feature("experiments", "Deprecated: all users can work with experiments anyway.", "guide", no_op=True),
    Feature("model_serving", "Model serving endpoints.", "guide"),
    Feature("permissions", "Edit the rules of role-based access control.", "guide"),
    Feature("pipelines", "Build and run pipelines.", "guide"),
    Feature(
        "project_workloads", "Not described in any guide; judging by the name, workloads of projects.", "reference"
    ),
    Feature("queue_management", "Create, change and delete queues.", "guide"),
    Feature("queues", "Deprecated: all users can work with queues anyway.", "guide", no_op=True),
    Feature("reports", "Reports.", "guide"),
    Feature("resource_dashboard", "The dashboard of compute resources.", "guide"),
    Feature("resource_policy", "Resource policies; if not enabled, the server may offer a trial.", "guide"),
    Feature("service_users", "Create and manage service users.", "guide"),
    Feature(
        "show_app_gateways", "Not described in any guide; judging by the name, app gateways in the UI.", "reference"
    ),
    Feature("show_dashboard", "Menu item Dashboard in the UI.", "guide"),
    Feature("show_datasets", "Menu item Datasets in the UI.", "guide", since="3.25"),
    Feature("show_model_view", "Menu item Models in the UI.", "guide"),
    Feature("show_orchestration", "Menu item Orchestration in the UI.", "guide", since="3.25"),
    Feature("show_projects", "Menu item Projects in the UI.", "guide"),
    Feature("sso_management", "Setup wizard for single sign-on.", "guide"),
    Feature("tenant_usages", "Not described in any guide; judging by the name, a tenant's usage figures.", "reference"),
    Feature(
        "user_management",
        "See users and groups, and edit the members of assignable groups.",
        "guide",
        needs_assignable_group=True,
    ),
    Feature(
        "user_management_advanced",
        "Admins can create users directly, without an invitation.",
        "guide",
        needs_server=True,
    ),
)

FEATURES: Mapping[str, Feature] = MappingProxyType({feature.name: feature for feature in _LISTED})
"""Feature name: feature, for all 25 names of the API reference's enum."""
