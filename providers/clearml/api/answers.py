"""Models of the `data` of each endpoint's answer: thin wrappers around the objects in models.py."""

from pydantic import Field

from providers.clearml.api import models


class Empty(models.Wire):
    """An answer whose content is not used."""


class Updated(models.Wire):
    """How many objects a write has changed; None if the server does not report it."""

    updated: int | None = None


class Revoked(models.Wire):
    """How many key pairs a call has revoked; None if the server does not report it."""

    revoked: int | None = None


class Created(models.Wire):
    """The id of a new object. An empty id is rejected: as an impersonation header it would select the caller."""

    id: str = Field(min_length=1)


class CreatedTenant(Created):
    """tenants.create_tenant: the company, and a key pair of the admin that the server creates with it."""

    credentials: models.MintedKeyPair


class Companies(models.Wire):
    """system.get_companies."""

    companies: tuple[models.CompanyRecord, ...]


class Tenants(models.Wire):
    """tenants.get_tenants."""

    tenants: tuple[models.TenantRecord, ...] = ()


class DeletedTenant(models.Wire):
    """tenants.delete_tenant."""

    running: models.RunningResources = models.RunningResources()


class UsersInfo(models.Wire):
    """auth.get_users_info: rows by user id."""

    users: dict[str, models.UserAuth]

    def of_email(self, email: str) -> models.UserAuth | None:
        """The row with this e-mail; a server that ignores the filter also returns other users."""
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def of_id(self, id_: str) -> models.UserAuth | None:
        """The row with this user id."""
        return next((user for user in self.users.values() if user.id == id_), None)


class OneUser(models.Wire):
    """users.get_by_id."""

    user: models.PublicUser


class WhoAmI(models.Wire):
    """users.get_current_user."""

    user: models.CurrentUser


class Keys(models.Wire):
    """auth.get_credentials."""

    credentials: tuple[models.KeyRecord, ...]


class Minted(models.Wire):
    """auth.create_credentials."""

    credentials: models.MintedKeyPair


class TokenAnswer(models.Wire):
    """auth.get_token_for_user."""

    token: str = Field(min_length=1, repr=False)


class Routes(models.Wire):
    """login.get_whitelist."""

    entries: tuple[models.Route, ...]


class ProviderConfigurations(models.Wire):
    """sso.get_provider_configurations."""

    configurations: tuple[models.ProviderConfiguration, ...]


class Queues(models.Wire):
    """queues.get_all."""

    queues: tuple[models.QueueRecord, ...]


class Tasks(models.Wire):
    """tasks.get_all."""

    tasks: tuple[models.Task, ...]


class OneQueue(models.Wire):
    """queues.get_by_id."""

    queue: models.QueueRecord
