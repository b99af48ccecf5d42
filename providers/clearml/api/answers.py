"""What each endpoint answers in `data`: thin wrappers around the things of models.py. Must not know httpx or Pulumi."""

from pydantic import Field

from providers.clearml.api import models


class Empty(models.Wire):
    """An answer of which nothing is used."""


class Created(models.Wire):
    """The id of a new object; an empty one would later act as the caller, so it is refused here."""

    id: str = Field(min_length=1)


class CreatedTenant(Created):
    """tenants.create_tenant: the company, and a key pair of an admin that the server makes along with it."""

    credentials: models.MintedKeyPair


class Companies(models.Wire):
    """system.get_companies."""

    companies: tuple[models.CompanyRecord, ...]


class UsersInfo(models.Wire):
    """auth.get_users_info: rows by user id."""

    users: dict[str, models.UserAuth]

    def of_email(self, email: str) -> models.UserAuth | None:
        """The row of this e-mail; a server that ignores the question may answer with others."""
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def of_id(self, id_: str) -> models.UserAuth | None:
        """The row of this user."""
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
